import type { Tool } from '../tool.ts';

/** The Pythons that the pinned packages of every project fit. */
const PYTHON = { oldest: '3.11', newest: '3.13' };

const INSTALL_UV = 'curl -LsSf https://astral.sh/uv/install.sh | sh';
const UV_AND_PYTHON = `${INSTALL_UV} && ~/.local/bin/uv python install 3.13`;
const UV_SAYS = 'It is put beside the Python that the system needs, as python3.13.';

/** What a shell, the learner and every project work with. */
export const everydayTools: readonly Tool[] = [
  {
    id: 'python',
    title: `Python ${PYTHON.oldest} to ${PYTHON.newest}`,
    purpose: 'Every project is a Python project, and its pinned packages fit these versions.',
    // Which names to try depends on the system and on a setting: the probe brings these answers.
    ask: [],
    version: /^(\d+\.\d+(?:\.\d+)?)/,
    ...PYTHON,
    absent: /not found|No suitable Python|can't find|No installed Python/i,
    needs: { everywhere: 'now' },
    ways: {
      uv: 'python install 3.13',
      winget: 'Python.Python.3.13',
      brew: 'python@3.13',
      dnf: 'python3.13',
      // What apt and pacman call python3 is 3.14 in many places, and does not fit.
      commands: { linux: UV_AND_PYTHON, wsl: UV_AND_PYTHON },
      say: { linux: UV_SAYS, wsl: UV_SAYS },
      page: 'https://www.python.org/downloads/',
    },
  },
  {
    id: 'git',
    title: 'Git',
    purpose: 'Keeps every change; several steps of each project are proved by its history.',
    ask: [['git', '--version']],
    version: /git version (\d+\.\d+(?:\.\d+)?)/,
    // The first with `git init --initial-branch`.
    oldest: '2.28',
    needs: { everywhere: 'now' },
    ways: {
      winget: 'Git.Git',
      commands: { macos: 'xcode-select --install' },
      apt: 'git',
      dnf: 'git',
      pacman: 'git',
      page: 'https://git-scm.com/downloads',
    },
  },
  {
    id: 'uv',
    title: 'uv',
    purpose: 'Sets projects up several times faster than pip, and can fetch a Python that fits.',
    ask: [['uv', '--version']],
    version: /uv (\d+\.\d+\.\d+)/,
    oldest: '0.5',
    needs: { everywhere: 'optional' },
    ways: {
      winget: 'astral-sh.uv',
      brew: 'uv',
      dnf: 'uv',
      pacman: 'uv',
      commands: { linux: INSTALL_UV, wsl: INSTALL_UV },
      page: 'https://docs.astral.sh/uv/getting-started/installation/',
    },
    without: 'Projects are set up with pip instead; it takes a little longer.',
  },
  {
    id: 'node',
    title: 'Node.js',
    purpose: 'Runs a project’s verifier in a terminal of your own.',
    ask: [['node', '--version']],
    version: /v(\d+\.\d+\.\d+)/,
    oldest: '20',
    needs: { everywhere: 'optional' },
    ways: {
      winget: 'OpenJS.NodeJS.LTS',
      brew: 'node',
      dnf: 'nodejs',
      pacman: 'nodejs',
      page: 'https://nodejs.org/en/download',
    },
    without: 'Verify in the editor; it brings a runtime of its own.',
  },
  {
    id: 'bash',
    title: 'Bash',
    purpose: 'Runs the shell scripts of phase 1, and what servers, containers and CI are full of.',
    ask: [['bash', '--version']],
    version: /version (\d+\.\d+\.\d+)/,
    // What macOS brings.
    oldest: '3.2',
    needs: {
      phases: { foundations: 'now', 'devops-core': 'now' },
      projects: { 'versioned-data-script': 'now' },
    },
    ways: {
      winget: 'Git.Git',
      brew: 'bash',
      apt: 'bash',
      dnf: 'bash',
      pacman: 'bash',
      say: { windows: 'Git for Windows brings Bash along.' },
      page: 'https://www.gnu.org/software/bash/',
      pages: { windows: 'https://git-scm.com/downloads/win' },
    },
    without: 'Scripts can be written and linted here, and run in WSL, a container or CI.',
  },
  {
    id: 'wsl',
    title: 'WSL',
    purpose:
      'A Linux inside Windows: for the shell tasks, and for Airflow, which Windows cannot run.',
    systems: ['windows'],
    ask: [['wsl', '--version']],
    version: /(\d+\.\d+\.\d+)/,
    needs: {
      phases: { foundations: 'optional', 'orchestration-serving': 'now' },
      projects: { 'orchestrated-pipeline': 'now', 'drift-monitored-service': 'now' },
    },
    ways: {
      commands: { windows: 'wsl --install' },
      page: 'https://learn.microsoft.com/windows/wsl/install',
    },
    without: 'Where only Airflow needs it, write and lint the DAG here and let CI run it on Linux.',
  },
  {
    id: 'sqlite3',
    title: 'SQLite shell',
    purpose: 'Lets you ask a database file questions in SQL.',
    ask: [['sqlite3', '--version']],
    version: /^(\d+\.\d+\.\d+)/,
    // The first with window functions.
    oldest: '3.25',
    needs: {
      phases: { foundations: 'optional' },
      projects: { 'versioned-data-script': 'optional' },
    },
    ways: {
      winget: 'SQLite.SQLite',
      brew: 'sqlite',
      apt: 'sqlite3',
      dnf: 'sqlite',
      pacman: 'sqlite',
      page: 'https://www.sqlite.org/download.html',
    },
    without: 'Python reads the same files with its sqlite3 module.',
  },
  {
    id: 'go',
    title: 'Go',
    purpose:
      'Builds the small Go programs of phase 1, and a command line in Go where you chose one.',
    ask: [['go', 'version']],
    version: /go(\d+\.\d+(?:\.\d+)?)/,
    // Older ones do not understand the go.mod files of today's modules.
    oldest: '1.21',
    needs: {
      phases: { foundations: 'now' },
      projects: { 'versioned-data-script': { need: 'later', when: ['language', 'go'] } },
    },
    ways: {
      winget: 'GoLang.Go',
      brew: 'go',
      dnf: 'golang',
      pacman: 'go',
      snap: 'go --classic',
      page: 'https://go.dev/doc/install',
    },
    without:
      'The Go tour runs programs in the browser; only the Cobra task and a twin in Go need it here.',
  },
  {
    id: 'gh',
    title: 'GitHub CLI',
    purpose: 'Opens pull requests and reads workflow runs from the terminal.',
    ask: [['gh', '--version']],
    version: /gh version (\d+\.\d+\.\d+)/,
    oldest: '2',
    needs: {
      phases: { foundations: 'optional', 'devops-core': 'optional' },
      projects: {
        'containerised-app': 'optional',
        'model-deployment': 'optional',
        'ml-ci-cd': 'optional',
      },
    },
    ways: {
      winget: 'GitHub.cli',
      brew: 'gh',
      apt: 'gh',
      dnf: 'gh',
      pacman: 'github-cli',
      page: 'https://cli.github.com/',
    },
    without: 'The GitHub website does the same.',
  },
  {
    id: 'ssh',
    title: 'SSH client',
    purpose: 'Logs in to servers with keys, and copies files.',
    ask: [['ssh', '-V']],
    version: /OpenSSH\w*_(\d+\.\d+)/,
    needs: { phases: { 'devops-core': 'now' } },
    ways: {
      apt: 'openssh-client',
      dnf: 'openssh-clients',
      pacman: 'openssh',
      say: { windows: 'It is an optional feature of Windows.' },
      page: 'https://www.openssh.com/',
      pages: {
        windows:
          'https://learn.microsoft.com/windows-server/administration/openssh/openssh_install_firstuse',
      },
    },
    without: 'Cloud consoles open a terminal in the browser.',
  },
];
