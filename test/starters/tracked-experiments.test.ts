import { proveSteps } from './proofSuite.ts';

proveSteps('tracked-experiments');
