import type { Tool } from './tool.ts';
import { cloudTools } from './tools/cloud.ts';
import { containerTools } from './tools/containers.ts';
import { everydayTools } from './tools/everyday.ts';
import { serviceTools } from './tools/services.ts';

/** Every tool that the phases and projects of the roadmap name, in the order of a report. */
export const tools: readonly Tool[] = [
  ...everydayTools,
  ...containerTools,
  ...serviceTools,
  ...cloudTools,
];
