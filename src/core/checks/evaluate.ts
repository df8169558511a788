import { isExpected } from '../errors.ts';
import type { CheckBody, Finding, Leaf } from './model.ts';
import { cancelledFinding } from './processes.ts';
import { bugInCheck } from './finding.ts';
import { checkKinds } from './schema.ts';
import type { CheckWorld } from './world.ts';

/** Evaluates a check's body. An author's texts replace those of the kind. */
export async function evaluate(body: CheckBody, world: CheckWorld): Promise<Finding> {
  return withTexts(body, await bare(body, world));
}

async function bare(body: CheckBody, world: CheckWorld): Promise<Finding> {
  if ('all' in body) return all(body.all, world);
  if ('any' in body) return any(body.any, world);
  if ('not' in body) return not(await evaluate(body.not, world));
  return leaf(body, world);
}

async function leaf({ kind, spec }: Leaf, world: CheckWorld): Promise<Finding> {
  const known = checkKinds.get(kind);
  if (!known) {
    return {
      status: 'error',
      expected: 'a kind of check that this version knows',
      found: kind,
      next: 'Update the extension, or run the verifier of the project.',
    };
  }
  try {
    return await known.check(spec, world, evaluate);
  } catch (error) {
    if (isExpected(error, 'look')) {
      return {
        status: 'unavailable',
        expected: `what the check “${kind}” looks at to be readable`,
        found: error.message,
        ...(error.remedy === undefined ? {} : { next: error.remedy }),
      };
    }
    if (isExpected(error, 'limit')) {
      return {
        status: 'unavailable',
        expected: `the check “${kind}” to end within its limits`,
        found: error.message,
        ...(error.remedy === undefined ? {} : { next: error.remedy }),
      };
    }
    if (isExpected(error, 'cancelled')) return cancelledFinding;
    const found = error instanceof Error ? error.message : String(error);
    return bugInCheck(`the check “${kind}” to work`, found);
  }
}

/** The first that does not pass speaks for all; otherwise the last one. */
async function all(bodies: readonly CheckBody[], world: CheckWorld): Promise<Finding> {
  let last: Finding | undefined;
  for (const body of bodies) {
    last = await evaluate(body, world);
    if (last.status !== 'passed') return last;
  }
  return last ?? nothingToCheck;
}

/** The first that passes; otherwise what failed, which says more than what could not be checked. */
async function any(bodies: readonly CheckBody[], world: CheckWorld): Promise<Finding> {
  const findings: Finding[] = [];
  for (const body of bodies) {
    const finding = await evaluate(body, world);
    if (finding.status === 'passed') return finding;
    findings.push(finding);
  }
  const rank = { error: 0, failed: 1, unavailable: 2, passed: 3 };
  const [first] = [...findings].sort((a, b) => rank[a.status] - rank[b.status]);
  if (!first) return nothingToCheck;
  return {
    ...first,
    expected: findings.map(({ expected }) => expected).join('; or '),
    found: findings.map(({ found }) => found).join('; '),
  };
}

function not(finding: Finding): Finding {
  const { status, expected, found, file, line } = finding;
  const place = {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
  if (status === 'passed') {
    return { status: 'failed', expected: `not: ${expected}`, found, ...place };
  }
  if (status === 'failed')
    return { status: 'passed', expected: `not: ${expected}`, found, ...place };
  return finding;
}

const nothingToCheck: Finding = {
  status: 'error',
  expected: 'something to check',
  found: 'an empty list',
};

function withTexts({ expected, next }: CheckBody, finding: Finding): Finding {
  // What is missing on this machine is better said by the kind than by the author.
  const told = finding.status === 'failed' || finding.status === 'passed';
  return {
    ...finding,
    ...(expected === undefined || !told ? {} : { expected }),
    ...(next === undefined || finding.status !== 'failed' ? {} : { next }),
  };
}
