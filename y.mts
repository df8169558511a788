import { parse } from "./src/core/checks/documents.ts";
import { parseAllYaml } from "./src/core/checks/yamlDocuments.ts";
const MB = 1024 * 1024;
const rep = (s: string, n = MB) => s.repeat(Math.floor(n / s.length));
const texts: Record<string, string> = {
  flowints: '[' + rep('1,') + '1]',
  flowmap: '{' + Array.from({ length: 100000 }, (_, i) => `k${i}: 1`).join(',') + '}',
  json: JSON.stringify(Object.fromEntries(Array.from({ length: 60000 }, (_, i) => [`k${i}`, i]))),
  blockmap: Array.from({ length: 90000 }, (_, i) => `k${i}: 1`).join('\n'),
  blockseq: rep('- 1\n'), seqinline: rep('- '), qmark: rep('? '), qmarkn: rep('?\n'), colons: rep(':'), colonsp: rep(': '), open: rep('['), openc: rep('{'), openkv: rep('{a: '),
  stairs: Array.from({ length: 1400 }, (_, i) => ' '.repeat(i) + 'a:').join('\n'),
  dq: '"' + rep('\\"') + '"', dqopen: rep('"'), dqn: '"' + rep('a\n') , sq: "'" + rep("''"), plain: rep('a '), plainn: rep('a\n'), block: '|\n' + rep(' a\n'), folded: '>\n' + rep(' a\n'), foldedempty: '>\n' + rep('\n'), spaces: 'a: ' + rep(' '), newlines: rep('\n'), tabs: rep('\t'), comments: rep('#\n'), comment: '#' + rep('a'), hash: rep(' #'), anchors: rep('&a '), anchorsn: rep('- &a\n'), aliases: '- &a 1\n' + rep('- *a\n'), tags: rep('!a '), tagsn: rep('- !a\n'), bang: rep('!'), dirs: rep('%YAML 1.1\n'), docs: rep('---\n'), dots: rep('...\n'), crlf: rep('\r\n'), cr: rep('\r'), star: rep('*'), amp: rep('&'), num: rep('1'), numneg: rep('1_'), pct: rep('%'), commas: '[' + rep(','), colonflow: '[' + rep(':,'), dqflow: '[' + rep('"a",'), dqmulti: '"' + rep('  \n'), sqmulti: "'" + rep('  \n'), plainsp: 'a' + rep('  \n') + 'b', emptykeys: '{' + rep(':'), mapindent: rep('a:\n b:\n'), bad: rep(']'), bad2: rep('- ]\n'), bad3: rep('a: b: c\n'), bad4: rep('"a" b\n'), at: rep('@'), backtick: rep('- `\n'), esc: '"' + rep('\\x') + '"', dash: rep('-'), blockind: '|' + rep('1'), flowcom: '[' + rep('#\n'), flown: '[' + rep('\n'), flownspace: '[\n' + rep(' \n'), nestflow: rep('[]'), nest2: '[' + rep('[],') + ']', keyflow: '[' + rep('a: b,') + ']', longkey: rep('a') + ': 1', flowlongs: '[' + rep('"a": "b",') + ']', float: rep('1.') , ts: '- ' + rep('0'), dqlines: '- "' + rep('a\n  \n  ') + '"', hex: '0x' + rep('f'),
  sp_hash: 'a: ' + rep(' ', MB/2) + 'x' + rep(' ', MB/2), 
};
const repeated = (f: string, next: (a: string) => string) => 'bcdefghi'.split('').map((name, i) => `${name}: &${name} ${next(Array(9).fill(`*${'abcdefgh'.charAt(i)}`).join(', '))}`).reduce((t, l) => `${t}\n${l}`, f);
Object.assign(texts, {
 b1: repeated('a: &a [x, x, x]', (a) => `[${a}]`), b2: repeated('a: &a {x: 1}', (a) => `{<<: [${a}]}`), b3: '%YAML 1.1\n---\n' + repeated('a: &a {x: 1}', (a) => `{<<: [${a}]}`), b4: repeated('a: &a {x: 1}', (a) => `{!!merge <<: [${a}]}`),
 chain: 'a: &a ' + '['.repeat(150) + ']'.repeat(150) + '\n' + Array.from({ length: 150 }, (_, i) => `b${i}: &b${i} ${'['.repeat(150)}*${i ? 'b' + (i - 1) : 'a'}${']'.repeat(150)}`).join('\n'),
 wide: 'a: &a [' + '1,'.repeat(30000) + '1]\n' + 'b: [' + Array(49).fill('*a').join(',') + ']',
 aliascost: 'a: &a [' + '1,'.repeat(90000) + '1]\nl:\n' + Array.from({ length: 150 }, (_, i) => `- &x${i} [*${i ? 'x' + (i - 1) : 'a'}]`).join('\n'),
 manyanchors: Array.from({ length: 20000 }, (_, i) => `- &x${i} 1`).join('\n') + '\n' + Array.from({ length: 190 }, (_, i) => `- *x${i}`).join('\n'),
 tomlkeys: Array.from({ length: 100000 }, (_, i) => `k${i}=1`).join('\n'), tomldots: rep('a.') + 'a = 1', tomltab: '[' + rep('a.') + 'a]', tomltabs: Array.from({ length: 60000 }, (_, i) => `[t${i}]`).join('\n'), tomlarr: rep('[[a]]\n'), tomlinl: 'a = ' + rep('{a='), tomlarrs: 'a = ' + rep('['), tomlflat: 'a = [' + rep('1,') + ']', tomlstr: 'a = "' + rep('\\"') + '"', tomlml: 'a = """' + rep('\\\n') , tomlml2: 'a = """' + rep('""\\"') + '"""', tomlsp: 'a = ' + rep(' '), tomlnum: 'a = ' + rep('1'), tomlnumu: 'a = ' + rep('1_') + '1', tomldate: 'a = ' + rep('1-'), tomlcom: rep('#\n'), tomlinl2: 'a = {' + Array.from({ length: 60000 }, (_, i) => `k${i}=1`).join(',') + '}', tomldup: rep('a=1\n'), tomldotted: Array.from({ length: 30000 }, (_, i) => `a.b.c${i}.d = 1`).join('\n'), tomlnest: Array.from({ length: 1400 }, (_, i) => '[' + 'a.'.repeat(i / 2) + 'b' + i + ']').join('\n'), tomlquote: 'a = ' + rep("'"), tomlquote2: rep('"') , tomlkeysp: rep('a ') + '=1', tomleq: rep('='), tomlcr: rep('a=1\r'), tomlbr: rep(']'), tomlcomma: 'a=[' + rep(','), tomlnl: 'a=[' + rep('\n'), tomlcominarr: 'a=[' + rep('#\n'), tomlstrs: 'a=[' + rep('"a",') + ']',
 inidots: '[' + rep('a.') + ']', inisects: Array.from({ length: 60000 }, (_, i) => `[t${i}]`).join('\n'), iniarr: rep('a[]=1\n'), inikv: Array.from({ length: 60000 }, (_, i) => `t${i}=1`).join('\n'), inieq: rep('='), inibs: 'a=' + rep('\\'), inisemi: 'a=' + rep(';'), iniq: 'a=' + rep('"'), inisp: 'a' + rep(' '), inisp2: rep(' ') + 'x', inibr: rep('['), inidotsects: Array.from({ length: 30000 }, (_, i) => `[a.b${i}]`).join('\n'), inidd: '[' + rep('\\.') + ']', iniq2: 'a="' + rep('\\"') ,
});
const only = process.argv[2];
for (const [name, text] of Object.entries(texts)) {
  if (only && !name.startsWith(only)) continue;
  if (text.length > 1.1 * MB) { console.log('skip', name, text.length); continue; }
  for (const f of ['yaml', 'all', 'json', 'toml', 'ini'] as const) {
    const t0 = performance.now(); let said = '';
    try { const d = f === 'all' ? parseAllYaml(text) : parse(text, f); if (f === 'yaml' || f === 'json') (d as any).lineOf(['*', 5]); JSON.stringify(f === 'all' ? 1 : (d as any).value); } catch (e) { said = String(e).slice(0, 90).replaceAll('\n', ' '); }
    const t = performance.now() - t0;
    if (t > 150 || process.argv[3]) console.log(t.toFixed(0), name, f, said);
  }
}
