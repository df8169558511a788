// node prove.mts [upToStep] [--all] : lays steps in order; verifies the named steps (or all)
import { ProvedProject, mutantsOf, words } from '/tmp/tracked/test/starters/proof.ts';
const args = process.argv.slice(2);
const only = args.filter((a) => !a.startsWith('--'));
const opts = args.includes('--kedro') ? { kedro: 'yes' } : {};
const p = ProvedProject.scaffolded('tracked-experiments', opts);
const time = (t0: number) => ((Date.now() - t0) / 1000).toFixed(1) + 's';
try {
  if (args.includes('--bare')) { const t = Date.now(); const { report } = p.verify(); console.log('bare', time(t)); console.log(words(report.results)); }
  for (const step of p.steps) {
    const own = args.includes('--mutants') && (only.length === 0 || only.includes(step.id)) ? mutantsOf('tracked-experiments').filter((m) => m.step === step.id) : [];
    for (const m of own) {
      const w = p.mutated(step, m); const t = Date.now();
      const { report } = w.verify(step.id);
      const hit = report.results.find((r) => r.check === m.fails);
      const ok = hit?.status === 'failed' && new RegExp(m.found).test(hit.found);
      console.log(ok ? 'OK ' : 'BAD', step.id, m.variant, time(t), ok ? hit?.found : words(report.results));
      w.dispose();
    }
    const t0 = Date.now();
    p.solve(step);
    if (only.length === 0 || only.includes(step.id)) {
      const t = Date.now(); const { report, status } = p.verify(step.id);
      console.log(step.id, status(step.id), time(t), 'solve', ((t - t0) / 1000).toFixed(1)); const w = words(report.results); if (w) console.log(w);
    }
    if (only.length && step.id === only.at(-1)) break;
  }
  if (args.includes('--end')) { const t = Date.now(); const { report } = p.verify(); console.log('whole', time(t)); console.log(words(report.results)); 
    const t2 = Date.now(); p.apply([['python', 'tasks.py', 'check']]); console.log('check green', time(t2)); }
} finally { if (args.includes('--keep')) console.log(p.folder); else p.dispose(); }
