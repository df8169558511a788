import type { Tool } from '../tool.ts';

/** What tracks data and models, and what stores and watches them. */
export const serviceTools: readonly Tool[] = [
  {
    id: 'dvc',
    title: 'DVC',
    purpose: 'Versions data beside the code, and runs pipelines of scripts.',
    ask: [['dvc', '--version']],
    version: /(\d+\.\d+\.\d+)/,
    oldest: '3',
    package: 'dvc',
    needs: {
      phases: { 'mlops-core': 'now' },
      projects: { 'tracked-experiments': 'now', 'ml-ci-cd': 'now' },
    },
    ways: { uv: 'tool install dvc', brew: 'dvc', page: 'https://doc.dvc.org/install' },
    without: 'Projects that use it bring it along in their own environment.',
  },
  {
    id: 'mlflow',
    title: 'MLflow',
    purpose: 'Records experiments, and keeps the registry of models.',
    ask: [['mlflow', '--version']],
    version: /version (\d+\.\d+\.\d+)/,
    // The first that keeps runs in a database unasked.
    oldest: '3.7',
    package: 'mlflow',
    needs: {
      phases: { 'mlops-core': 'now' },
      projects: { 'tracked-experiments': 'now', 'ml-ci-cd': 'now' },
    },
    ways: { uv: 'tool install mlflow', page: 'https://mlflow.org/docs/latest/ml/getting-started/' },
    without: 'Projects that use it bring it along in their own environment.',
  },
  {
    id: 'redis',
    title: 'Redis',
    purpose: 'Serves features in milliseconds.',
    ask: [
      ['redis-server', '--version'],
      ['valkey-server', '--version'],
    ],
    version: /v=(\d+\.\d+\.\d+)/,
    oldest: '6',
    needs: { projects: { 'feature-store': 'later' } },
    ways: {
      brew: 'redis',
      apt: 'redis-server',
      dnf: 'valkey',
      pacman: 'valkey',
      say: { windows: 'There is none for Windows itself: use WSL, or run its image in Docker.' },
      page: 'https://redis.io/docs/latest/operate/oss_and_stack/install/install-stack/',
    },
    without: 'Its image in Docker does as well, and the first steps use SQLite.',
  },
  {
    id: 'postgresql',
    title: 'PostgreSQL',
    purpose: 'Holds the history that training features are joined from.',
    ask: [['psql', '--version']],
    version: /\) (\d+(?:\.\d+)?)/,
    oldest: '13',
    needs: { projects: { 'feature-store': 'later' } },
    ways: {
      brew: 'postgresql@17',
      apt: 'postgresql',
      dnf: 'postgresql-server',
      pacman: 'postgresql',
      say: {
        windows: 'Let its installer add the command line tools, then add their folder to PATH.',
        macos: 'Then put it on PATH: brew link --force postgresql@17',
      },
      page: 'https://www.postgresql.org/download/',
    },
    without: 'Its image in Docker does as well, and the first steps read files.',
  },
  {
    id: 'promtool',
    title: 'Prometheus (promtool)',
    purpose: 'Checks and tests alert rules before they wake anybody.',
    ask: [['promtool', '--version']],
    version: /version (\d+\.\d+\.\d+)/,
    oldest: '2.40',
    needs: {
      phases: { 'monitoring-production': 'now' },
      projects: { 'drift-retraining': 'later', 'drift-monitored-service': 'later' },
    },
    ways: {
      brew: 'prometheus',
      pacman: 'prometheus',
      say: { windows: 'Unpack it and add its folder to PATH.' },
      page: 'https://prometheus.io/download/',
    },
    without: 'The image of Prometheus in Docker holds it too; CI can check the rules.',
  },
];
