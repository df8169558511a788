import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { reportJunit, reportText, type Report } from '../../../src/core/checks/report.ts';
import type { CheckFile } from '../../../src/core/checks/model.ts';
import { printable } from '../../../src/core/checks/printable.ts';
import { bodySchema } from '../../../src/core/checks/schema.ts';
import { verify } from '../../../src/core/checks/verify.ts';
import { fakeWorld } from './fakeWorld.ts';

const ESCAPE = '\u001b';
// What a terminal acts on, but for tab and line feed.
const ACTIVE = /[\0-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
// All that XML 1.0 allows (https://www.w3.org/TR/xml/#charsets).
const XML = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

describe('text for a terminal', () => {
  for (const [title, text, expected] of [
    ['colours are taken out', `${ESCAPE}[1;31mFAILED${ESCAPE}[0m`, 'FAILED'],
    ['a command to the terminal is visible', `a${ESCAPE}]0;title\u0007b`, 'a\\x1b]0;title\\x07b'],
    ['so is one of the cursor', `ok${ESCAPE}[2K${ESCAPE}[1A`, 'ok\\x1b[2K\\x1b[1A'],
    ['so is a one-byte command', 'a\u009b2Jb', 'a\\x9b2Jb'],
    ['so is a text turned round', 'exe.\u202efdp', 'exe.\\u202efdp'],
    ['nothing writes over a line', 'failed\rpassed\b\b', 'failed\npassed\\x08\\x08'],
    ['lines, tabs and other alphabets stay', 'a\r\n\tjü 東京 🙂', 'a\n\tjü 東京 🙂'],
    ['half a character is visible', 'a\ud83d', 'a\\ud83d'],
  ] as const) {
    it(title, () => {
      assert.equal(printable(text), expected);
      assert.equal(printable(expected), expected);
    });
  }

  const hostile = (text: string): CheckFile =>
    ({
      version: 1,
      project: text,
      content: '1',
      steps: [
        {
          id: 's',
          title: text,
          goal: text,
          hints: ['a', 'b', 'c'],
          checks: [
            { id: 'c', title: text, body: { kind: 'text', spec: { path: text, has: text } } },
          ],
        },
      ],
    }) as unknown as CheckFile;
  const report = (text: string): Report => ({
    version: 1,
    project: text,
    content: '1',
    results: (['failed', 'error', 'unavailable', 'passed'] as const).map((status) => ({
      step: 's',
      check: 'c',
      status,
      expected: text,
      found: text,
      next: text,
      file: text,
      line: 1,
    })),
    run: {
      at: '',
      seconds: 0,
      where: 'ci',
      system: '',
      node: '',
      commit: '',
      uncommitted: false,
    },
  });
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    }),
    fc.constantFrom(']]>', '<!--', '&amp;', '"', `${ESCAPE}[2J`, '\ud83d', '🙂'),
  );

  it('a report sends nothing to the terminal, whatever a project holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.doesNotMatch(reportText(hostile(text), report(text)), ACTIVE);
      }),
    );
  });

  it('JUnit XML is well-formed, whatever a project holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const junit = reportJunit(hostile(text), report(text));
        assert.match(junit, XML);
        // Markup is ours alone: the same elements as for a plain text, and no other & or quote.
        const shape = (xml: string) => [...xml.matchAll(/<\/?[a-z]+/g)].join(' ');
        assert.equal(shape(junit), shape(reportJunit(hostile('a'), report('a'))));
        assert.doesNotMatch(junit, /&(?!(?:amp|lt|gt|quot|#10|#9);)/);
      }),
    );
    assert.match(reportJunit(hostile('🙂 a\u001b[2Jb'), report('x')), /🙂 a\\x1b\[2Jb/);
  });

  it('what a check found is printable, and holds no path and no secret', async () => {
    const stderr = `${ESCAPE}[2J/home/al/x\npostgresql://admin:hunter2@db/x\n${ESCAPE}[31mno${ESCAPE}[0m`;
    const body = v.parse(bodySchema, { command: { run: ['python', 'a.py'] } });
    const step = { id: 's', title: 's', goal: 's', hints: ['a', 'b', 'c'] };
    const file = {
      version: 1,
      project: 'p',
      content: '1',
      steps: [{ ...step, checks: [{ id: 'c', title: 'c', body }] }],
    } as unknown as CheckFile;
    const [result] = await verify(file, fakeWorld({ run: () => ({ code: 1, stderr }) }), {
      redact: (text) => text.replaceAll('/home/al', '~'),
    });
    assert.equal(
      result?.found,
      'exit code 1:\n\\x1b[2J~/x\npostgresql://admin:[a password in an address left out]@db/x\nno',
    );
  });
});
