// A reference or a template, not the value: ${NAME}, $NAME, {{ name }}, {name}, <name>, %NAME%, %(name)s.
const TEMPLATE =
  /^\$\w+$|[$#]\{|\$\(|\{\{|^\{[^{}]*\}$|^<.*>$|^%\w+%$|^%\(\w+\)s$|\*{3}|\.{3}|…|^\[.*\]$/;

// What documentation, tests and the Azure emulator put in the place of a secret.
const EXAMPLE =
  /example|placeholder|change[-_ ]?(?:me|this|it)|your|dummy|fake|sample|redacted|replace|insert|goes[-_]here|xxxx|1234567|abcdefg|fedcba|asdf|qwer|Eby8vdM02xNO|(.)\1{5}/i;

// A value of nothing but such words and digits protects nothing: postgres, my-secret-key, minioadmin.
const WORDS = new RegExp(
  `access account admin airflow api app auth azure base bearer celery ci cloud config
    credential credentials dagster data database db default demo dev develop developer
    development django docker dsn env environment false file grafana guest hello here insecure
    key kubernetes local localhost login master minio ml mlflow mlops model mongo mongodb my
    mysql new none not null old ops p@ssw0rd pass passphrase passw0rd passwd password pg
    please postgres postgresql prefect private project public pw pwd rabbitmq random real
    redis registry root s3cr3t scott scram secret secrets secure service setting some str
    string super test tester testing this tiger token true unsafe user username value web
    welcome`
    .split(/\s+/)
    // A word before its own beginning.
    .sort((a, b) => b.length - a.length)
    .join('|'),
  'g',
);

/** Whether a value stands for a secret without being one: a reference, an example or a default word. */
export function isPlaceholder(value: string): boolean {
  if (TEMPLATE.test(value) || EXAMPLE.test(value)) return true;
  const rest = value
    .toLowerCase()
    .replace(WORDS, '')
    .replace(/[^\p{L}]/gu, '');
  return rest.length < 3;
}

const PATH_OR_DIGEST =
  /^(?:[.~]{0,2}\/|[A-Za-z]:\\|sha(?:256|384|512)[:-]|md5[:-])|:\/\/|\.(?:json|ya?ml|txt|pem|key|toml|py)$/i;
const CLASS_NAME = /^(?=.*[a-z]{3})(?:[A-Z][a-z]*\d{0,2})+$/;

/** Whether a value reads like a name, a path or a digest, such as `ml-registry-credentials-v2`. */
export function readsLikeName(value: string): boolean {
  return (
    PATH_OR_DIGEST.test(value) ||
    CLASS_NAME.test(value) ||
    value.split(/[-_./:@]/).every((part) => /^(?:\$?[A-Za-z]{0,15}\d{0,4}|\d+)$/.test(part))
  );
}
