import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { presetRules } from '../../../src/core/checks/secrets/presetRules.ts';
import { findSecret, withoutSecrets } from '../../../src/core/checks/secrets/secrets.ts';

// Every secret here is put together when the test runs, so that no scanner takes it for a real one.
const RANDOM = 'kQ7vZp2Lx9Rt4Wm8Nc3Bj6Hy5Gd1Fs0TaUeVoXiYzPqKwMrLbNcJdHfGgSs4TuVv7';
const alnum = (length: number) => RANDOM.repeat(5).slice(0, length);
const letters = (length: number) => RANDOM.replace(/\d/g, '').repeat(8).slice(0, length);
const hex = (length: number) => '9f3b7c1d5e8a2460'.repeat(20).slice(0, length);
const digits = (length: number) => '4829173650'.repeat(9).slice(0, length);
const keyBody = (lines: number) =>
  Array.from({ length: lines }, (_, line) =>
    `${line === 0 ? 'MIIEvQIBADANBgkq' : ''}${RANDOM}${RANDOM}`.slice(line, line + 64),
  );
const dashes = '-'.repeat(5);
const keyLine = (edge: 'BEGIN' | 'END', kind = '') =>
  `${dashes}${edge} ${kind}PRIVATE KEY${dashes}`;
const jwt = [`eyJhbGciOiJIUzI1NiJ9`, `eyJpYXQiOjE3MDAwMDAwMDB9`, alnum(43)].join('.');

/** A text with a secret, the secret itself, and what it is called. */
const SECRETS: readonly (readonly [text: string, secret: string, what: RegExp, path?: string])[] = [
  ...(
    [
      [`ghp_${alnum(36)}`, /GitHub/],
      [`github_pat_${alnum(22)}_${alnum(59)}`, /GitHub/],
      [`glpat-${alnum(20)}`, /GitLab/],
      [`glrt-${alnum(20)}`, /GitLab/],
      [`xoxb-${digits(12)}-${digits(13)}-${alnum(24)}`, /Slack/],
      [`sk_live_${alnum(24)}`, /Stripe/],
      [`npm_${alnum(36)}`, /npm/],
      [`pypi-AgEIcHlwaS5vcmc${alnum(60)}`, /PyPI/],
      [`AKIA${alnum(16).toUpperCase()}`, /AWS access key/],
      [`AIza${alnum(35)}`, /Google/],
      [`hf_${letters(34)}`, /Hugging Face/],
      [`hf_${alnum(34)}`, /Hugging Face/],
      [`lsv2_pt_${hex(32)}_${hex(10)}`, /LangSmith/],
      [`pcsk_${alnum(60)}`, /Pinecone/],
      [`sk-${alnum(20)}T3BlbkFJ${alnum(20)}`, /OpenAI/],
      [`sk-proj-${alnum(60)}`, /OpenAI/],
      [`sk-ant-api03-${alnum(93)}AA`, /Anthropic/],
      [`gsk_${alnum(52)}`, /Groq/],
      [`SG.${alnum(22)}.${alnum(43)}`, /SendGrid/],
      [`dapi${hex(32)}`, /Databricks/],
      [`dckr_pat_${alnum(27)}`, /Docker/],
      [`glsa_${alnum(32)}_${hex(8)}`, /Grafana/],
      [jwt, /JSON Web Token/],
    ] as const
  ).map(([token, what]) => [`value: ${token}\n`, token, what] as const),
  [`AWS_SECRET_ACCESS_KEY=${alnum(40)}`, alnum(40), /AWS secret key/],
  [`AccountName=ml;AccountKey=${alnum(86)}==;End`, alnum(86), /Azure/],
  [`wandb login ${hex(40)}`, hex(40), /Weights & Biases/],
  [`curl -H "Authorization: Bearer ${hex(32)}"`, hex(32), /bearer/],
  ['postgresql://admin:hunter2@db.internal/x', 'hunter2', /password in an address/],
  ['postgresql+psycopg2://app:Xk29-fjsQ@db:5432/x', 'Xk29-fjsQ', /password in an address/],
  ['redis://:Xk29fjsQ82@cache:6379/0', 'Xk29fjsQ82', /password in an address/],
  [`https://me:${alnum(20)}@pypi.internal/simple`, alnum(20), /password in an address/],
  ['DB_PASSWORD=Sommer2031', 'Sommer2031', /a password/],
  ['export DB_PASSWORD=correcthorse', 'correcthorse', /a password/],
  ["docker run -e DB_PASSWORD='Xk29-fjsQ!' app", 'Xk29-fjsQ!', /a password/],
  ['      - POSTGRES_PASSWORD=Xk29fjsQ', 'Xk29fjsQ', /a password/],
  ['  password: Xk29fjsQ82', 'Xk29fjsQ82', /a password/],
  ['password = "Xk29fjsQ82"', 'Xk29fjsQ82', /a password/],
  [`WANDB_API_KEY=${hex(40)}`, hex(40), /key/],
  [`os.environ["MLFLOW_TRACKING_TOKEN"] = "${alnum(32)}"`, alnum(32), /key/],
  [`{"cells": ["API_KEY = \\"${alnum(32)}\\"\\n"]}`, alnum(32), /key/],
  ['[remote]\n    password = Xk29fjsQ82\n', 'Xk29fjsQ82', /a password/, '.dvc/config'],
  ['db.password=correcthorse\n', 'correcthorse', /a password/, 'conf/app.properties'],
];

const INNOCENT: readonly (readonly [text: string, path?: string])[] = [
  ['DB_PASSWORD=changeme'],
  ['DB_PASSWORD=example-password'],
  ['DB_PASSWORD=${DB_PASSWORD}'],
  ['DB_PASSWORD=$DB_PASSWORD'],
  ['DB_PASSWORD=$(cat /run/secrets/db)'],
  ['DB_PASSWORD=\nDB_USER=mlflow'],
  ['DB_PASSWORD=<your-password>'],
  ['API_KEY=<your-key>'],
  ['API_KEY=your-api-key-goes-here-12345'],
  ['api_key = os.environ["API_KEY"]'],
  ['token = os.getenv("HF_TOKEN", default="")'],
  ['DB_PASSWORD: str\nAPI_KEY: SecretStr = Field(default=...)'],
  ['def connect(password: str, token: str | None = None) -> None:'],
  ['connect(password=settings.db_password, token=config.token)'],
  ['MAX_TOKENS=512\nNUM_TOKENS=128000\nmax_new_tokens: 256'],
  ['SECRET_KEY_FILE=/run/secrets/django\nPASSWORD_FILE=/run/secrets/db'],
  ['GOOGLE_APPLICATION_CREDENTIALS=/etc/gcp/key-2031.json'],
  ['GOOGLE_APPLICATION_CREDENTIALS=ml-service-account-42.json'],
  [`numpy==2.1.0 \\\n    --hash=sha256:${hex(64)}`, 'requirements.txt'],
  [`  - path: data/orders.csv\n    hash: md5\n    md5: ${hex(32)}\n    size: 4096`, 'dvc.lock'],
  [`commit ${hex(40)}\nuses: actions/checkout@${hex(40)}`],
  [`"image/png": "iVBORw0KGgo${alnum(300)}"`, 'report.ipynb'],
  [`"integrity": "sha512-${alnum(86)}=="`, 'package-lock.json'],
  ['postgresql://postgres:postgres@localhost:5432/db'],
  ['postgresql://user:password@localhost/db'],
  ['postgresql://mlflow:mlflow@postgres/mlflow'],
  ['postgresql://${DB_USER}:${DB_PASSWORD}@db/x'],
  ['f"postgresql://{user}:{password}@{host}/{name}"'],
  ['postgresql://<user>:<password>@<host>/db'],
  ['postgresql+psycopg2://airflow:airflow@postgres/airflow'],
  ['https://x-access-token:${{ secrets.GITHUB_TOKEN }}@github.com/o/r'],
  ['http://user:Xk29fjsQ@example.com/'],
  ['password: ${{ secrets.DOCKERHUB_TOKEN }}\ntoken: ${{ github.token }}'],
  ['POSTGRES_PASSWORD: postgres\nMINIO_ROOT_PASSWORD: minioadmin'],
  ['      - POSTGRES_PASSWORD=mlflow_dev_password'],
  ['password: {{ .Values.db.password }}\nsecret: ml-registry-credentials-v2'],
  ['valueFrom: {secretKeyRef: {name: api-credentials-v2, key: token}}'],
  ['pad_token: "<|endoftext|>"\neos_token: "</s>"\ncls_token: "[CLS]"'],
  ['token = "distilbert-base-uncased-finetuned-sst-2-english"'],
  ['secret = "projects/482917/secrets/db-login/versions/3"'],
  [`AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`],
  ['GITHUB_TOKEN=ghp_' + 'x'.repeat(36)],
  ['HF_TOKEN=hf_' + 'x'.repeat(34)],
  ['SLACK_BOT_TOKEN=xoxb-your-bot-token'],
  ['OPENAI_API_KEY=sk-...'],
  ['client = OpenAI(api_key="sk-1234567890abcdef1234567890abcdef")'],
  ['monkeypatch.setenv("API_TOKEN", "test-token-1234567890")'],
  ['div.sk-toggleable__content-fitted sk-estimator-doc-link-container-id-12 {'],
  ['hf_model_name_of_the_tokenizer_that_we_load = "x"'],
  [`${keyLine('BEGIN')}\n...\n${keyLine('END')}`],
  [`if "${keyLine('BEGIN', 'RSA ')}" in text:`],
  [
    `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.${alnum(43)}`,
  ],
  ['Authorization: Bearer <token>\nAuthorization: Bearer ${API_TOKEN}'],
  ['AWS_ACCOUNT_ID=482917365048'],
  ['[tool:pytest]\naddopts = -q\npassword = changeme', 'setup.cfg'],
  ['API_TOKEN=\nDB_PASSWORD=change-me-please\nSECRET_KEY=dev-secret-key-1', '.env.example'],
  ['secretlint-disable\n# no secret here'],
  ['engine = create_engine("mssql+pyodbc://scott:tiger@ms_2008")'],
  ['github://org:repo@/precip/catalog.yml and models://scope:prefix@databricks/m'],
  ['const INVALID_PASSWORD = "invalidUserNameOrPassword";\n  password: parsedUrl.password'],
  ['"next_page_token": "eyJpbmRleCI6IDExfQ==", publicKeyToken="1fc8b3b9a1e18e3b"'],
  ['"secret": "V1SecretVolumeSource",'],
  ['[/./,{token:"string.$S2.delim",next:"@pop"}],{token:"keyword.operator.$0"}'],
];

describe('secrets', () => {
  for (const [text, secret, what, path] of SECRETS) {
    it(`finds ${what.source} in “${text.slice(0, 24).trim()}…”`, () => {
      const found = findSecret(`first line\n${text}`, path);
      assert.match(found?.what ?? 'nothing', what);
      if (path === undefined) assert.equal(found?.line, 2);
      if (path === undefined) assert.ok(!withoutSecrets(text).includes(secret));
    });
  }

  for (const [text, path] of INNOCENT) {
    it(`takes “${text.slice(0, 60)}”`, () => assert.equal(findSecret(text, path), undefined));
  }

  it('are in no text that we ship', () => {
    const folder = path.join(import.meta.dirname, '../../../roadmap');
    const texts = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    assert.ok(texts.length > 200);
    for (const file of texts) {
      assert.equal(findSecret(fs.readFileSync(file, 'utf8'), file), undefined, file);
    }
  });

  it('cannot be switched off by a comment in the text', () => {
    const text = `# secretlint-disable\nvalue: ghp_${alnum(36)}\n`;
    assert.equal(findSecret(text)?.line, 2);
  });

  it('keeps what stands around a secret', () => {
    assert.equal(
      withoutSecrets('cannot reach postgresql://admin:hunter2@db/x within 5 s'),
      'cannot reach postgresql://admin:[a password in an address left out]@db/x within 5 s',
    );
    assert.equal(
      withoutSecrets('postgresql://postgres:postgres@localhost/x'),
      'postgresql://postgres:[a password in an address left out]@localhost/x',
      'in a report no password at all is shown',
    );
  });

  it('leaves out the start of a token that a report cuts', () => {
    assert.equal(withoutSecrets(`key ghp_${alnum(20)}…\nb`), 'key [a token left out]…\nb');
    assert.equal(
      withoutSecrets(`key xoxb-${digits(12)}-Ab${alnum(3)}`),
      'key [a Slack token left out]',
    );
    for (const text of [
      'npm_lifecycle_event',
      'sk-learn-pipeline-2',
      hex(64),
      `${hex(64)}\n`.repeat(4),
    ]) {
      assert.equal(withoutSecrets(text), text);
    }
  });

  describe('private keys', () => {
    const lines = keyBody(8);
    const whole = [keyLine('BEGIN', 'RSA '), ...lines, keyLine('END', 'RSA ')];
    const gone = (text: string, expected: string) => assert.equal(withoutSecrets(text), expected);
    const hidden = '[a private key left out]';

    it('are found, also in JSON and in a diff', () => {
      assert.match(findSecret(whole.join('\n'))?.what ?? '', /private key/);
      assert.match(
        findSecret(`{"private_key": ${JSON.stringify(whole.join('\n'))}}`)?.what ?? '',
        /private key/,
      );
      assert.match(
        findSecret(whole.map((line) => `+${line}`).join('\n'))?.what ?? '',
        /private key/,
      );
    });
    it('are removed as a block', () => gone(`a\n${whole.join('\n')}\nb`, `a\n${hidden}\nb`));
    it('are removed when the end is cut off', () => {
      gone(`a\n${whole.slice(0, 5).join('\n')}\nTraceback: b`, `a\n${hidden}\nTraceback: b`);
      gone(`a\n${whole.join('\n').slice(0, 200)}`, `a\n${hidden}`);
    });
    it('are removed when the start is cut off', () => {
      gone(`a: b\n${whole.slice(4).join('\n')}\nc`, `a: b\n${hidden}\nc`);
      gone(`${whole.join('\n').slice(150)}\nc`, `${hidden}\nc`);
    });
    it('are removed when both ends are cut off', () =>
      gone(`a\n${lines.slice(2, 6).join('\n')}\nb`, `a\n${hidden}\nb`));
    it('are removed one by one', () =>
      gone(`${whole.join('\n')}\nbetween\n${whole.join('\n')}`, `${hidden}\nbetween\n${hidden}`));
    it('with the headers of an encrypted one', () => {
      const headers = ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,9F3B7C1D5E8A2460', ''];
      gone([whole[0], ...headers, ...lines, 'then: b'].join('\n'), `${hidden}\nthen: b`);
    });
  });

  it('removing twice removes nothing more', () => {
    const piece = fc.oneof(
      fc.constantFrom(...SECRETS.map(([text]) => text)),
      fc.constantFrom(
        keyLine('BEGIN'),
        keyLine('END'),
        ...keyBody(3),
        '://',
        '@',
        ':',
        '="',
        '\n',
        ' ',
      ),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = withoutSecrets(pieces.join(''));
        assert.equal(withoutSecrets(once), once);
      }),
      { numRuns: 500 },
    );
  });

  it('the rules of the preset look at the text alone, and at once', () => {
    assert.ok(presetRules.length >= 20);
    for (const { meta } of presetRules) assert.match(meta.id, /^@secretlint\/secretlint-rule-/);
  });
});
