import { fails, passes } from '../fakeWorld.ts';

const CHECK = { git: { noSecrets: true } };
// Put together here, so that no scanner takes it for a real one.
const token = `ghp_kQ7vZp2Lx9Rt4Wm8Nc3Bj6Hy5Gd1Fs0TaUeV`;

const repository = (files: Readonly<Record<string, string>>, history = '') => ({
  files,
  git: ([command]: readonly string[]) => {
    if (command === 'ls-files') return { stdout: `${Object.keys(files).join('\0')}\0` };
    return { stdout: command === 'log' ? history : '' };
  },
});
const commit = (lines: readonly string[]) =>
  ['commit 1a2b3c4', '', 'diff --git a/x b/x', '--- a/x', '+++ b/x', ...lines].join('\n');

describe('the check “git” without secrets', () => {
  it('names the file, the line and what it is', async () => {
    await fails(CHECK, repository({ 'a.py': `\nx = "${token}"` }), /^a GitHub token$/, 'a.py:2');
    await fails(
      CHECK,
      repository({ '.dvc/config': '[remote]\n    password = Sommer2031\n' }),
      /^a password$/,
      '.dvc/config:2',
    );
  });

  it('sees what a commit has taken out again', () =>
    fails(
      CHECK,
      repository({ 'a.py': '' }, commit(['-DB_PASSWORD=Sommer2031'])),
      /^a password in commit 1a2b3c4$/,
    ));

  it('takes a project that reads its secrets from the environment', async () => {
    await passes(
      CHECK,
      repository(
        {
          'app.py': 'key = os.environ["API_KEY"]\nMAX_TOKENS=512',
          '.env.example': 'API_KEY=<your-key>\nDB_PASSWORD=changeme\n',
          'compose.yaml':
            'environment:\n  POSTGRES_PASSWORD: postgres\n  URL: postgresql://postgres:postgres@db/x\n',
          'ci.yaml': 'env:\n  TOKEN: ${{ secrets.TOKEN }}\n',
        },
        commit(['+password: ${DB_PASSWORD}', '-DB_PASSWORD=changeme']),
      ),
    );
  });
});
