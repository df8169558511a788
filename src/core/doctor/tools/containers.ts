import type { Tool, Trouble } from '../tool.ts';

const NO_WSL_INTEGRATION: Trouble = {
  says: /could not be found in this WSL/,
  found: 'Docker Desktop is on Windows, but not connected to this WSL distribution',
  remedy: {
    say: 'In Docker Desktop: Settings, Resources, WSL integration; switch this distribution on.',
    page: 'https://docs.docker.com/desktop/features/wsl/',
  },
};

/** Images, and the clusters that run them. */
export const containerTools: readonly Tool[] = [
  {
    id: 'docker',
    title: 'Docker',
    purpose: 'Builds and runs images; local clusters run in it too.',
    ask: [['docker', '--version']],
    version: /version (\d+\.\d+\.\d+)/,
    // The first that builds with BuildKit unasked.
    oldest: '23',
    standIn: /podman/i,
    troubles: [
      NO_WSL_INTEGRATION,
      {
        says: /permission denied/i,
        found: 'its engine runs, but does not let you in',
        remedy: {
          command: 'sudo usermod -aG docker $USER',
          say: 'Then log out and in again.',
          page: 'https://docs.docker.com/engine/install/linux-postinstall/',
        },
      },
    ],
    engine: {
      ask: ['docker', 'ps', '--quiet'],
      start: {
        windows: {
          command: 'docker desktop start',
          say: 'Or start Docker Desktop from the Start menu.',
        },
        macos: { command: 'open -a Docker' },
        wsl: {
          command: 'sudo service docker start',
          say: 'With Docker Desktop, start it on Windows instead.',
        },
        linux: { command: 'sudo systemctl start docker' },
      },
    },
    needs: {
      phases: {
        foundations: 'optional',
        'devops-core': 'now',
        'mlops-core': 'optional',
        'orchestration-serving': 'now',
        'monitoring-production': 'now',
        llmops: 'optional',
      },
      projects: {
        'containerised-app': 'later',
        'model-deployment': 'later',
        'ml-ci-cd': 'optional',
        'tracked-experiments': 'optional',
        'orchestrated-pipeline': 'later',
        'kubeflow-pipeline': 'later',
        'feature-store': 'optional',
        'drift-retraining': 'later',
        'drift-monitored-service': 'later',
        'production-rag': 'optional',
        'rag-llmops': 'optional',
      },
    },
    ways: {
      winget: 'Docker.DockerDesktop',
      brew: '--cask docker-desktop',
      say: { wsl: 'Docker Desktop on Windows can serve this distribution too.' },
      page: 'https://docs.docker.com/engine/install/',
      pages: {
        windows: 'https://docs.docker.com/desktop/setup/install/windows-install/',
        macos: 'https://docs.docker.com/desktop/setup/install/mac-install/',
        wsl: 'https://docs.docker.com/desktop/features/wsl/',
      },
    },
    without: 'Not needed until you build the image; CI builds it too.',
  },
  {
    id: 'compose',
    title: 'Docker Compose',
    purpose: 'Starts a service with what it needs beside it from one file.',
    ask: [
      ['docker', 'compose', 'version'],
      ['docker-compose', '--version'],
    ],
    version: /version v?(\d+\.\d+\.\d+)/,
    oldest: '2',
    absent: /not a docker command|unknown command|unknown (?:shorthand )?flag/,
    troubles: [NO_WSL_INTEGRATION],
    needs: {
      phases: { 'devops-core': 'now', 'mlops-core': 'optional', 'monitoring-production': 'now' },
      projects: {
        'containerised-app': 'later',
        'model-deployment': 'optional',
        'drift-retraining': 'later',
        'drift-monitored-service': 'later',
        'feature-store': 'optional',
        'production-rag': 'optional',
      },
    },
    ways: {
      winget: 'Docker.DockerDesktop',
      brew: '--cask docker-desktop',
      pacman: 'docker-compose',
      say: {
        windows: 'Docker Desktop brings it along.',
        macos: 'Docker Desktop brings it along.',
        wsl: 'Docker Desktop brings it along.',
      },
      page: 'https://docs.docker.com/compose/install/linux/',
      pages: {
        windows: 'https://docs.docker.com/compose/install/',
        macos: 'https://docs.docker.com/compose/install/',
      },
    },
    without: '“docker run” starts the parts one by one.',
  },
  {
    id: 'kubectl',
    title: 'kubectl',
    purpose: 'Talks to a Kubernetes cluster, and renders and checks manifests without one.',
    ask: [['kubectl', 'version', '--client']],
    version: /v(\d+\.\d+\.\d+)/,
    // It must be within one minor version of the cluster, and today's are well above.
    oldest: '1.30',
    needs: {
      phases: { 'orchestration-serving': 'now', 'monitoring-production': 'optional' },
      projects: {
        'orchestrated-pipeline': 'later',
        'kubeflow-pipeline': 'later',
        'drift-retraining': 'optional',
      },
    },
    ways: {
      winget: 'Kubernetes.kubectl',
      brew: 'kubectl',
      pacman: 'kubectl',
      snap: 'kubectl --classic',
      page: 'https://kubernetes.io/docs/tasks/tools/',
    },
    without: 'Manifests can be written and validated against their schemas without a cluster.',
  },
  {
    id: 'minikube',
    title: 'minikube',
    purpose: 'A whole Kubernetes cluster on your machine; needs about 4 GB of memory.',
    ask: [['minikube', 'version', '--short']],
    version: /v(\d+\.\d+\.\d+)/,
    oldest: '1.34',
    group: 'local-cluster',
    needs: {
      phases: { 'orchestration-serving': 'now', 'monitoring-production': 'optional' },
      projects: {
        'orchestrated-pipeline': 'later',
        'kubeflow-pipeline': 'later',
        'drift-retraining': 'optional',
      },
    },
    ways: {
      winget: 'Kubernetes.minikube',
      brew: 'minikube',
      pacman: 'minikube',
      page: 'https://minikube.sigs.k8s.io/docs/start/',
    },
    without: 'kind does the same: one of the two is enough. Pipelines also run without a cluster.',
  },
  {
    id: 'kind',
    title: 'kind',
    purpose: 'A Kubernetes cluster inside Docker; lighter than minikube.',
    ask: [['kind', 'version']],
    version: /kind v(\d+\.\d+\.\d+)/,
    oldest: '0.24',
    group: 'local-cluster',
    needs: {
      phases: { 'orchestration-serving': 'now', 'monitoring-production': 'optional' },
      projects: {
        'orchestrated-pipeline': 'later',
        'kubeflow-pipeline': 'later',
        'drift-retraining': 'optional',
      },
    },
    ways: {
      winget: 'Kubernetes.kind',
      brew: 'kind',
      page: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
    },
    without: 'minikube does the same: one of the two is enough. CI can start a cluster as well.',
  },
  {
    id: 'helm',
    title: 'Helm',
    purpose: 'Installs what others packed for Kubernetes, such as Airflow or KServe.',
    ask: [['helm', 'version', '--short']],
    version: /v(\d+\.\d+\.\d+)/,
    oldest: '3',
    needs: {
      phases: { 'orchestration-serving': 'optional', 'monitoring-production': 'optional' },
      projects: { 'orchestrated-pipeline': 'optional' },
    },
    ways: {
      winget: 'Helm.Helm',
      brew: 'helm',
      pacman: 'helm',
      snap: 'helm --classic',
      page: 'https://helm.sh/docs/intro/install/',
    },
    without: 'kubectl applies plain manifests.',
  },
  {
    id: 'argo',
    title: 'Argo CLI',
    purpose: 'Lints and submits Argo Workflows.',
    ask: [['argo', 'version', '--short']],
    version: /v(\d+\.\d+\.\d+)/,
    oldest: '3',
    needs: {
      phases: { 'monitoring-production': 'optional' },
      projects: { 'drift-retraining': 'optional' },
    },
    ways: {
      brew: 'argo',
      page: 'https://argo-workflows.readthedocs.io/en/latest/walk-through/argo-cli/',
    },
    without: 'kubectl submits workflows too, and the retraining also runs without a cluster.',
  },
];
