import type { CheckKind } from './kind.ts';
import { composeKind } from './kinds/compose.ts';
import { dataKind } from './kinds/data.ts';
import { dockerfileKind } from './kinds/dockerfile.ts';
import { dvcKind } from './kinds/dvc.ts';
import { fileKind } from './kinds/file.ts';
import { gitKind } from './kinds/git.ts';
import { httpKind } from './kinds/http.ts';
import { kubernetesKind } from './kinds/kubernetes.ts';
import { prometheusKind } from './kinds/prometheus.ts';
import { textKind } from './kinds/text.ts';
import { workflowKind } from './kinds/workflow.ts';

/** Every kind of check that holds no other checks; `schema.ts` adds `command`, which does. */
export const simpleKinds: readonly CheckKind[] = [
  fileKind,
  textKind,
  dataKind,
  gitKind,
  httpKind,
  dockerfileKind,
  composeKind,
  workflowKind,
  dvcKind,
  kubernetesKind,
  prometheusKind,
];
