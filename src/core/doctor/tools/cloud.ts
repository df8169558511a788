import type { Tool } from '../tool.ts';

const TOFU = 'OpenTofu takes the same files; its command is tofu.';
const OTHER_CLOUD =
  'Only work in this cloud needs it; one cloud is enough, and each has a console in the browser.';

/** What reaches into a cloud. None of it is needed to finish a project. */
export const cloudTools: readonly Tool[] = [
  {
    id: 'terraform',
    title: 'Terraform or OpenTofu',
    purpose: 'Plans and applies infrastructure that is written down as code.',
    ask: [
      ['terraform', 'version'],
      ['tofu', 'version'],
    ],
    version: /(?:Terraform|OpenTofu) v(\d+\.\d+\.\d+)/,
    // What the notes' configuration asks for.
    oldest: '1.9',
    needs: { phases: { 'devops-core': 'now' } },
    ways: {
      winget: 'Hashicorp.Terraform',
      // Terraform's own tap has to be trusted first; OpenTofu is in the main one.
      brew: 'opentofu',
      pacman: 'opentofu',
      snap: 'opentofu --classic',
      say: { macos: TOFU, linux: TOFU, wsl: TOFU },
      page: 'https://developer.hashicorp.com/terraform/install',
    },
    without: 'The notes explain a plan with a small Python program; applying one needs an account.',
  },
  {
    id: 'aws',
    title: 'AWS CLI',
    purpose: 'Works with an AWS account from the terminal.',
    ask: [['aws', '--version']],
    version: /aws-cli\/(\d+\.\d+\.\d+)/,
    oldest: '2',
    needs: {
      phases: { 'devops-core': 'optional' },
      projects: { 'model-deployment': { need: 'later', when: ['cloud', 'aws'] } },
    },
    ways: {
      winget: 'Amazon.AWSCLI',
      brew: 'awscli',
      dnf: 'awscli2',
      pacman: 'aws-cli-v2',
      snap: 'aws-cli --classic',
      page: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
    },
    without: OTHER_CLOUD,
  },
  {
    id: 'gcloud',
    title: 'Google Cloud CLI',
    purpose: 'Works with a Google Cloud project from the terminal.',
    ask: [['gcloud', '--version']],
    version: /SDK (\d+\.\d+\.\d+)/,
    needs: {
      phases: { 'devops-core': 'optional' },
      projects: { 'model-deployment': { need: 'later', when: ['cloud', 'gcp'] } },
    },
    ways: {
      winget: 'Google.CloudSDK',
      brew: '--cask gcloud-cli',
      snap: 'google-cloud-cli --classic',
      page: 'https://cloud.google.com/sdk/docs/install',
    },
    without: OTHER_CLOUD,
  },
  {
    id: 'az',
    title: 'Azure CLI',
    purpose: 'Works with an Azure subscription from the terminal.',
    ask: [['az', 'version']],
    version: /"azure-cli": "(\d+\.\d+\.\d+)"/,
    oldest: '2',
    needs: { phases: { 'devops-core': 'optional' } },
    ways: {
      winget: 'Microsoft.AzureCLI',
      brew: 'azure-cli',
      page: 'https://learn.microsoft.com/cli/azure/install-azure-cli',
    },
    without: OTHER_CLOUD,
  },
];
