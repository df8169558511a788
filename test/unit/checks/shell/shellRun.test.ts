import assert from 'node:assert/strict';
import {
  commandsOf,
  readScript,
  type ShellText,
} from '../../../../src/core/checks/shell/shellScript.ts';
import { whenItFails, type Outcome } from '../../../../src/core/checks/shell/shellRun.ts';

/** As GitHub starts a step without “shell”. */
const STEP = { file: 'ci.yml', line: 1, errexit: true };

/** What becomes of a script when its command `gate` fails. */
async function outcome(
  text: string,
  modes: Partial<ShellText> = {},
  scripts: Readonly<Record<string, string>> = {},
): Promise<Outcome | 'absent'> {
  const script = await readScript({ ...STEP, ...modes, text }, ([program, file = '']) => {
    const called = scripts[program === 'bash' ? file : (program ?? '')];
    return Promise.resolve(called === undefined ? undefined : { text: called, file, line: 1 });
  });
  const found = commandsOf(script).find((each) => /\bgate\b/.test(each.text));
  return found ? whenItFails(script, found.node) : 'absent';
}

const STOPS: readonly (readonly [string, string])[] = [
  ['it stands alone', 'python tasks.py gate new old'],
  ['the line goes on', 'python tasks.py \\\n  gate new \\\n  old'],
  ['there are two spaces', 'python  tasks.py   gate'],
  ['words are quoted', '"python" \'tasks.py\' gate'],
  ['others follow', 'gate\necho done'],
  ['it is the last of a chain', 'cd model && gate'],
  ['it is the first of a chain', 'gate && deploy && echo done'],
  ['it ends with exit 1', 'gate || exit 1\necho done'],
  ['it ends with a block that exits', 'gate || { echo "refused"; exit 1; }\necho done'],
  ['a condition exits', 'if ! gate; then\n  echo refused\n  exit 1\nfi\necho done'],
  ['the other branch exits', 'if gate; then echo good; else exit 3; fi\necho done'],
  ['it runs only where there is a model', 'if [ -f old/model.joblib ]; then gate; fi'],
  ['the exit code is kept', 'set +e\ngate\nstatus=$?\necho "gate: $status"\nexit $status'],
  ['the exit code is looked at', 'set +e\ngate\nif [ $? -ne 0 ]; then exit 1; fi\necho done'],
  [
    'the kept code is looked at',
    'set +e\ngate; code=$?\nset -e\n[[ "$code" == 0 ]] || exit 1\necho done',
  ],
  ['it is in a function', 'check() {\n  gate\n}\ncheck\necho done'],
  ['it is in a loop', 'for model in a b; do gate $model; done\necho done'],
  ['it is in a subshell', '(cd model; gate)\necho done'],
  ['its output is kept', 'said=$(gate)\necho "$said"'],
  ['it goes into a pipe that fails with it', 'set -o pipefail\ngate | tee gate.log\necho done'],
  ['it is run by another shell', "bash -euc 'gate; echo done'\necho done"],
  ['it is in a script for another shell', 'bash -e <<EOF\ngate\necho done\nEOF\necho done'],
  ['it is in time', 'time gate\necho done'],
  ['a comment speaks of || true', 'gate # not || true\necho done'],
];

const GOES_ON: readonly (readonly [string, string])[] = [
  ['|| true', 'gate || true'],
  ['|| :', 'gate || :\necho done'],
  ['|| echo', 'gate || echo "refused"'],
  ['a chain that goes on', 'gate && echo good || echo bad'],
  ['a pipe', 'gate | tee gate.log\necho done'],
  ['a condition without exit', 'if gate; then echo good; fi\necho done'],
  ['a negation', '! gate\necho done'],
  ['set +e', 'set +e\ngate\necho done'],
  ['a background job', 'gate &\nwait'],
  ['an exit code that is forgotten', 'set +e\ngate\necho done\nexit $?'],
  ['an exit with 0', 'gate || exit 0\necho done'],
  ['output in the words of another command', 'echo "$(gate)"'],
  ['an exported output', 'export SAID=$(gate)\necho done'],
  ['a shell that goes on', "bash -c 'gate; echo done'\necho done"],
  ['a subshell that is looked at', '(gate) || echo refused'],
  [
    'a condition that only sometimes exits',
    'if ! gate; then\n  if [ -n "$STRICT" ]; then exit 1; fi\nfi\necho done',
  ],
];

describe('a script whose command fails', () => {
  for (const [when, text] of STOPS) {
    it(`fails when ${when}`, async () => {
      assert.equal(await outcome(text), 'stops');
    });
  }

  for (const [by, text] of GOES_ON) {
    it(`goes on by ${by}`, async () => {
      assert.equal(await outcome(text), 'goes-on');
    });
  }

  it('goes on without “-e”, unless it is the last', async () => {
    assert.equal(await outcome('gate\necho done', { errexit: false }), 'goes-on');
    assert.equal(await outcome('echo start\ngate', { errexit: false }), 'stops');
  });

  it('fails with a part of a pipe where the shell was started so', async () => {
    assert.equal(await outcome('gate | tee log', { pipefail: true }), 'stops');
  });

  it('may never run it', async () => {
    assert.equal(await outcome('exit 0\ngate'), 'not-reached');
    assert.equal(await outcome('check() { gate; }\necho done'), 'not-reached');
  });

  it('does not run what it prints or says', async () => {
    for (const text of ['echo "gate"', '# gate', 'cat <<EOF\ngate\nEOF', "printf '%s' gate"]) {
      assert.equal(await outcome(text), 'absent', text);
    }
  });

  it('is followed into the scripts that it runs', async () => {
    const strict = { 'ci/check.sh': '#!/bin/sh\nset -e\ngate\necho done\n' };
    const lax = { 'ci/check.sh': '#!/bin/sh\ngate\necho done\n' };
    assert.equal(await outcome('bash ci/check.sh\necho done', {}, strict), 'stops');
    assert.equal(await outcome('bash ci/check.sh\necho done', {}, lax), 'goes-on');
    assert.equal(await outcome('bash ci/check.sh || true', {}, strict), 'goes-on');
  });

  it('says where it cannot be followed', async () => {
    await assert.rejects(outcome('echo start\nif gate; then'), { file: 'ci.yml', line: 2 });
    const round = { 'ci/check.sh': 'bash ci/check.sh' };
    await assert.rejects(outcome('bash ci/check.sh', {}, round), { message: /too deeply/ });
  });

  it('is not followed through more ways than anyone would write', async () => {
    const many = Array.from({ length: 12 }, (_, at) => `if test${at}; then echo ${at}; fi`);
    assert.equal(await outcome(`${many.join('\n')}\ngate`), 'unclear');
  });
});
