import assert from 'node:assert/strict';
import {
  checkReleased,
  isDated,
  starterHash,
  type Released,
} from '../../../scripts/content/released.mts';
import type { Problem } from '../../../src/core/roadmap/problem.ts';
import type { ProjectSource } from '../../../src/core/roadmap/sources.ts';
import type { ProjectFile } from '../../../src/core/scaffold/archive.ts';

const values = (...ids: string[]) =>
  ids.map((id) => ({ id, title: id, description: id, excludes: id === 'aws' ? ['a.txt'] : [] }));

function project(version = '1.1.0'): ProjectSource {
  return {
    file: 'projects/deploy/project.yaml',
    lineOf: () => 7,
    steps: [],
    value: {
      id: 'deploy',
      title: 'Model deployment',
      label: 'Deployment',
      kind: 'milestone',
      phases: ['devops'],
      summary: 'A service.',
      stack: ['Python'],
      demonstrates: ['A service'],
      starter: { version, download: 1 },
      options: [
        {
          id: 'cloud',
          title: 'Cloud',
          question: 'Which?',
          default: 'none',
          values: values('none', 'aws'),
        },
      ],
    },
  } as unknown as ProjectSource;
}

const file = (path: string, text: string, executable = false): ProjectFile => ({
  path,
  bytes: new TextEncoder().encode(text),
  executable,
});

const FILES = [
  file('guide.md', 'Read me'),
  file('starter/a.txt', 'a'),
  file('starter/run.sh', 'run', true),
  file('options/cloud/aws/main.tf', 'aws'),
];

const hash = (...files: readonly ProjectFile[]) => starterHash(project(), files);

describe('the hash of a starter', () => {
  it('is the same in any order, and whatever the guide says', () => {
    const [, ...rest] = FILES;
    assert.equal(hash(...rest.toReversed(), file('guide.md', 'Other')), hash(...FILES));
  });

  for (const [what, place, other] of [
    ['a text', 1, file('starter/a.txt', 'b')],
    ['a path', 1, file('starter/b.txt', 'a')],
    ['a right to run', 2, file('starter/run.sh', 'run')],
    ['a file of an option', 3, file('options/cloud/aws/main.tf', 'other')],
  ] as const) {
    it(`differs with ${what}`, () => {
      assert.notEqual(hash(...FILES.with(place, other)), hash(...FILES));
    });
  }

  it('differs with what an option leaves out', () => {
    const kept = project();
    kept.value.options[0]!.values[1]!.excludes = [];
    assert.notEqual(starterHash(kept, FILES), hash(...FILES));
  });
});

describe('a starter beside the released one', () => {
  const released = (version: string, files = FILES): Released => ({
    release: '0.1.0',
    starters: { deploy: { version, sha256: hash(...files) } },
  });
  const changed = FILES.with(1, file('starter/a.txt', 'changed'));
  const said = (version: string, files: readonly ProjectFile[], of: Released, log = '') => {
    const problems: Problem[] = [];
    checkReleased(project(version), files, of, log, (problem) => problems.push(problem));
    return problems.map(
      ({ file: at, line, message, remedy }) => `${at}:${line}: ${message} ${remedy}`,
    );
  };
  const LINE = '- **Model deployment, starter 1.10.0:** faster.';

  it('may stay as it is', () => {
    assert.deepEqual(said('1.1.0', FILES, released('1.1.0')), []);
  });

  it('must not change under the same version', () => {
    assert.deepEqual(
      said('1.1.0', changed, released('1.1.0'), '- Model deployment, starter 1.1.0'),
      [
        'projects/deploy/project.yaml:7: The starter is not the 1.1.0 of release 0.1.0: it has changed since. Raise starter.version, and add a line to CHANGELOG.md.',
      ],
    );
  });

  it('may change under a higher version that the changelog names', () => {
    assert.deepEqual(said('1.10.0', changed, released('1.9.0'), `# Changelog\n${LINE}\n`), []);
  });

  for (const [what, log] of [
    ['another version', '- Model deployment, starter 1.1.0: slower.'],
    [
      'a longer version',
      '- Model deployment, starter 1.10.01: odd.\n- Model deployment, starter 1.10.0.1',
    ],
    ['another project', '- Other deployment, starter 1.10.0: faster.'],
    ['both, on two lines', '- Model deployment,\n starter 1.10.0'],
  ] as const) {
    it(`is reported when the changelog names ${what}`, () => {
      assert.deepEqual(said('1.10.0', changed, released('1.9.0'), log), [
        'projects/deploy/project.yaml:7: CHANGELOG.md has no line on starter 1.10.0. Add one that says what changed, with “Model deployment, starter 1.10.0”.',
      ]);
    });
  }

  it('must not get a lower version, changed or not', () => {
    for (const files of [FILES, changed]) {
      assert.deepEqual(said('1.9.0', files, released('1.10.0'), LINE), [
        'projects/deploy/project.yaml:7: Release 0.1.0 has starter 1.10.0, and 1.9.0 is lower. Raise the version.',
      ]);
    }
  });

  it('that is new needs a line in the changelog', () => {
    const none: Released = { release: '0.1.0', starters: {} };
    assert.equal(said('1.10.0', FILES, none).length, 1);
    assert.deepEqual(said('1.10.0', FILES, none, LINE), []);
  });
});

describe('a release', () => {
  it('is made once its heading in the changelog has a date', () => {
    assert.ok(isDated('# Changelog\n\n## [0.2.0] - 2026-12-01\n', '0.2.0'));
    assert.ok(!isDated('## [0.2.0] - Unreleased\n\n## [0.1.0] - 2026-11-24\n', '0.2.0'));
    assert.ok(!isDated('## [0.2.0] - 2026-12-01\n', '0.2'));
  });
});
