import assert from 'node:assert/strict';
import { fails, look, passes, text } from '../fakeWorld.ts';

// As DVC 3.67 wrote them, shortened.
const PIPELINE = text(
  'stages:',
  '  prepare:',
  '    cmd: python src/prepare.py',
  '    deps:',
  '      - data/raw.csv',
  '      - src/prepare.py',
  '    outs:',
  '      - data/clean.csv',
  '  train:',
  '    cmd:',
  '      - python src/train.py',
  '      - echo ${train.solver}',
  '    deps: [data/clean.csv, ./src/train.py]',
  '    params:',
  '      - train',
  '      - seed',
  '      - other.yaml:',
  '          - lr',
  '    outs:',
  '      - models:',
  '          persist: true',
  '    metrics:',
  '      - metrics.json:',
  '          cache: false',
  '  each:',
  '    foreach: [a, b]',
  '    do:',
  '      cmd: python src/each.py ${item}',
  '      outs: ["out/${item}.json"]',
  'plots:',
  '  - Receiver:',
  '      y: {plots/roc.csv: tpr}',
);
const run = (...lines: readonly string[]) => lines.map((line) => `    ${line}`);
const file = (path: string) => [
  `- path: ${path}`,
  '  hash: md5',
  '  md5: 3ecfad755fa825f7a17c5526ec44e651',
  '  size: 4',
];
const LOCK = text(
  "schema: '2.0'",
  'stages:',
  '  prepare:',
  ...run('cmd: python src/prepare.py', 'deps:', ...file('data/raw.csv'), ...file('src/prepare.py')),
  ...run('outs:', ...file('data/clean.csv')),
  '  train:',
  ...run('cmd:', '- python src/train.py', '- echo lbfgs'),
  ...run('deps:', ...file('./src/train.py'), ...file('data/clean.csv')),
  ...run(
    'params:',
    '  params.yaml:',
    '    seed: 3',
    '    train:',
    '      solver: lbfgs',
    '      C: 1.0',
  ),
  ...run('  other.yaml:', '    lr: 0.1'),
  ...run('outs:', ...file('metrics.json'), ...file('models')),
  ...['a', 'b'].flatMap((item) => [
    `  each@${item}:`,
    ...run(`cmd: python src/each.py ${item}`, 'outs:', ...file(`out/${item}.json`)),
  ]),
);
const FILES = {
  'dvc.yaml': PIPELINE,
  'dvc.lock': LOCK,
  'params.yaml': 'train:\n  C: 1.0\n  solver: lbfgs\nseed: 3\n',
  'other.yaml': 'lr: 0.1\n',
  'data/raw.csv.dvc':
    'outs:\n- md5: 3ecfad755fa825f7a17c5526ec44e651\n  size: 4\n  hash: md5\n  path: raw.csv\n',
  '.dvc/config':
    '[core]\n    remote = local\n[\'remote "local"\']\n    url = ../../store\n[\'remote "my.s3"\']\n    url = s3://b/x\n',
};
const check = (wish: object) => ({ dvc: wish });
const changed = (path: keyof typeof FILES, from: string | RegExp, to: string) => ({
  files: { ...FILES, [path]: FILES[path].replace(from, to) },
});
const project = { files: FILES };

describe('the check “dvc”', () => {
  it('wants to know what to look for', () =>
    assert.rejects(look(check({})), /must say what to look for/));

  it('finds everything in a careful pipeline', async () => {
    const wish = {
      stage: 'train',
      deps: ['data/clean.csv', 'src/train.py'],
      outs: ['models/model.joblib', 'metrics.json'],
      params: ['train.C', 'seed', 'lr'],
      metrics: ['metrics.json'],
      plots: ['plots/roc.csv'],
      remote: true,
      locked: true,
      tracked: 'data/raw.csv',
    };
    await passes(check(wish), project);
    await passes(check({ deps: ['data/raw.csv'], outs: ['out/a.json'], locked: true }), project);
  });

  describe('the pipeline', () => {
    it('must be there', async () => {
      await fails(check({ stage: 'train' }), {}, /^no such file$/);
      await fails(
        check({ stage: 'train' }),
        { files: { 'dvc.yaml': '' } },
        /^stages: none$/,
        'dvc.yaml:1',
      );
      await fails(
        check({ stage: 'tune' }),
        project,
        /^stages: prepare, train, each$/,
        'dvc.yaml:1',
      );
    });
    for (const [wish, found, line] of [
      [{ deps: ['params.yaml'] }, /^deps: data\/clean.csv, src\/train.py$/, 13],
      [{ outs: ['model'] }, /^outs: models, metrics.json$/, 19],
      [{ params: ['train_size'] }, /^params: train, seed, lr$/, 14],
      [{ metrics: ['scores.json'] }, /^metrics: metrics.json$/, 22],
      [{ plots: ['plots/pr.csv'] }, /^plots: Receiver, plots\/roc.csv$/, 9],
    ] as const) {
      it(`says what a stage has instead of ${JSON.stringify(wish)}`, () =>
        fails(check({ stage: 'train', ...wish }), project, found, `dvc.yaml:${line}`));
    }
    it('takes a whole file of parameters', () =>
      passes(
        check({ stage: 'train', params: ['epochs'] }),
        changed('dvc.yaml', '          - lr\n', ''),
      ));
    it('reads paths from the folder that a stage runs in', async () => {
      const files = {
        'ml/dvc.yaml': text(
          'stages:',
          '  a:',
          '    cmd: x',
          '    wdir: ../src',
          '    deps: [../data/a.csv]',
          '    outs: [b.csv]',
        ),
      };
      await passes(check({ path: 'ml/dvc.yaml', deps: ['data/a.csv'], outs: ['src/b.csv'] }), {
        files,
      });
    });
  });

  describe('remote', () => {
    it('names the default one, or the one that is asked for', async () => {
      const { found, line } = await passes(check({ remote: true }), project);
      assert.deepEqual([found, line], ['local at ../../store', 4]);
      await passes(check({ remote: 'my.s3' }), project);
      await fails(check({ remote: 'gcs' }), project, /^remotes: local, my\.s3$/, '.dvc/config');
    });
    it('wants a default, that is there', async () => {
      await fails(
        check({ remote: true }),
        changed('.dvc/config', /\[core\]\n.*\n/, ''),
        /none is the default/,
      );
      await fails(
        check({ remote: true }),
        changed('.dvc/config', '= local', '= other'),
        /^remotes: local/,
      );
      await fails(check({ remote: true }), { files: { '.dvc/config': '' } }, /^no remote$/);
      const { next } = await fails(check({ remote: true }), {}, /no such file/);
      assert.equal(next, 'Run: dvc init.');
    });
    it('does not take a remark for a remote', () =>
      fails(
        check({ remote: true }),
        { files: { '.dvc/config': '# [\'remote "a"\']\n#url = x\n' } },
        /no remote/,
      ));
  });

  describe('locked', () => {
    const locked = check({ locked: true });
    it('wants dvc.lock', async () => {
      const { next } = await fails(
        locked,
        { files: { ...FILES, 'dvc.lock': { kind: 'missing' } } },
        /no such file/,
      );
      assert.match(next ?? '', /dvc repro/);
    });
    for (const [path, from, to, found] of [
      [
        'dvc.yaml',
        'src/prepare.py',
        'src/prepare2.py',
        /prepare: its cmd was python src\/prepare\.py$/,
      ],
      ['dvc.yaml', '      - src/prepare.py\n', '', /prepare: src\/prepare\.py was among its deps/],
      [
        'dvc.yaml',
        '- data/raw.csv',
        '- data/raw.csv\n      - data/more.csv',
        /data\/more\.csv is not among its deps yet/,
      ],
      ['dvc.yaml', '- models:', '- model:', /model is not among its outs yet/],
      ['dvc.yaml', '[a, b]', '[a, b, c]', /^2 of 3 runs of the stage each$/],
      [
        'dvc.yaml',
        '  each:',
        '  evaluate: {cmd: x}\n  each:',
        /^0 of 1 runs of the stage evaluate$/,
      ],
      ['params.yaml', 'C: 1.0', 'C: 2.0', /the stage train: train was .* now$/],
      ['other.yaml', 'lr: 0.1', 'lr: 0.2', /lr was 0\.1 and is 0\.2 now/],
      ['other.yaml', 'lr: 0.1', '', /lr was 0\.1 and is not there now/],
      ['dvc.lock', '        seed: 3\n', '', /seed is not recorded/],
      [
        'dvc.lock',
        '      md5: 3ecfad755fa825f7a17c5526ec44e651\n',
        '',
        /data\/raw\.csv has no hash/,
      ],
      ['dvc.lock', '- echo lbfgs', '- echo', /train: its cmd was/],
    ] as const) {
      it(`is not fulfilled when ${JSON.stringify(from)} in ${path} becomes ${JSON.stringify(to)}`, () =>
        fails(locked, changed(path, from, to), found));
    }
    it('does not mind the order of keys, nor another spelling of a path', () =>
      passes(locked, changed('dvc.yaml', './src/train.py', 'src/train.py')));
    it('says at which stage', () =>
      fails(locked, changed('other.yaml', '0.1', '0.2'), /train/, 'dvc.lock:19'));
    it('wants stages', () =>
      fails(locked, { files: { ...FILES, 'dvc.yaml': 'stages: {}' } }, /stages: none/));
  });

  describe('tracked', () => {
    it('knows .dvc files and outputs, and folders of both', async () => {
      const folder = {
        files: { ...FILES, 'data/images.dvc': 'outs:\n- md5: 1.dir\n  path: images\n' },
      };
      await passes(check({ tracked: 'data/images/a/b.png' }), folder);
      await passes(check({ tracked: 'models/model.joblib' }), project);
      await passes(check({ tracked: './data/raw.csv' }), {
        files: { 'data/raw.csv.dvc': FILES['data/raw.csv.dvc'] },
      });
    });
    it('is not satisfied by a .dvc file of something else', async () => {
      await fails(
        check({ tracked: 'data/raw.csv' }),
        changed('data/raw.csv.dvc', 'path: raw.csv', 'path: other.csv'),
        /neither/,
      );
      const { next } = await fails(check({ tracked: 'data/other.csv' }), project, /neither/);
      assert.match(next ?? '', /^Run: dvc add data\/other\.csv/);
      await fails(
        check({ tracked: 'data/raw.csv' }),
        changed('data/raw.csv.dvc', /^/, '['),
        /./,
        'data/raw.csv.dvc:2',
      );
    });
  });
});
