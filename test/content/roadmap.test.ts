import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { loadRoadmap } from '../../src/core/roadmap/loader.ts';
import { formatProblem } from '../../src/core/roadmap/problem.ts';
import { contentFiles } from '../../src/node/contentFiles.ts';
import { schemaFiles } from '../../scripts/schemas.mts';

const { loaded, problems } = await loadRoadmap(contentFiles(path.join(root, 'roadmap')));

describe('the roadmap', () => {
  it('has no problems', () => {
    assert.deepEqual(problems.map(formatProblem), []);
  });

  const roadmap = loaded?.roadmap;
  const tasks =
    roadmap?.phases.flatMap((phase) => phase.skills.flatMap((skill) => skill.tasks)) ?? [];

  it('has the seven phases with their durations', () => {
    assert.deepEqual(
      roadmap?.phases.map(({ id, weeks }) => [id, weeks.min, weeks.max]),
      [
        ['foundations', 4, 6],
        ['ml-fundamentals', 4, 6],
        ['devops-core', 6, 6],
        ['mlops-core', 6, 8],
        ['orchestration-serving', 6, 8],
        ['monitoring-production', 4, 4],
        ['llmops', 4, 6],
      ],
    );
  });

  it('has seven milestones, one a phase, and six portfolio projects', () => {
    const milestones = roadmap?.projects.filter(({ kind }) => kind === 'milestone') ?? [];
    assert.deepEqual(
      milestones.map(({ id }) => id),
      roadmap?.phases.map(({ milestone }) => milestone),
    );
    assert.equal(roadmap?.projects.filter(({ kind }) => kind === 'portfolio').length, 6);
  });

  it('has at least eight tasks in each phase', () => {
    for (const phase of roadmap?.phases ?? []) {
      const count = phase.skills.flatMap((skill) => skill.tasks).length;
      assert.ok(count >= 8, `${phase.id} has ${count}`);
    }
  });

  it('says why in one sentence or two, and links to a page that may be opened', () => {
    for (const task of tasks) {
      assert.match(task.why, /[.?]$/, task.id);
      assert.ok(task.links.length > 0, task.id);
    }
  });

  // The topics of the source document, each by a word that a learner would look for.
  const TOPICS =
    `NumPy; pandas; scikit-learn; TensorFlow; PyTorch; Cobra; GoCD; PyCharm; debugger; Bash; shell; Docker; Kubernetes;
    pods; deployments; services; autoscaling; join; aggregate; index; Git; branch; roll; Jenkins; CircleCI; GitHub Actions;
    supervised; unsupervised; reinforcement; algorithm; split; cross-validation; hyperparameters; feature; metrics; SSH; ports;
    cloud; object storage; SageMaker; Azure; data; OIDC; keys; Terraform; CloudFormation; MLflow; Weights & Biases; artefacts;
    compare runs; registry; DVC; lakeFS; pipeline; Kedro; TFX; resource; Airflow; Kubeflow; Prefect; FastAPI; BentoML; KServe;
    Triton; batch; A/B; canary; latency; throughput; error rate; data drift; concept drift; retraining; dashboard; Prometheus;
    Grafana; Evidently; WhyLabs; Argo; Feast; vLLM; TGI; GPU; inference; chunk; embed; Pinecone; Chroma; Weaviate; Milvus;
    prompt; RAGAS; judge; LangSmith; LangGraph; LlamaIndex; hallucination; filter; compliance; regulator; token; cost; Linux; SQLite`
      .split(';')
      .map((word) => word.trim());
  const text = JSON.stringify(roadmap ?? {}).toLowerCase();
  for (const topic of TOPICS) {
    it(`covers ${topic}`, () => assert.ok(text.includes(topic.toLowerCase())));
  }
});

describe('pictures', () => {
  const folder = path.join(root, 'roadmap', 'phases');
  const pictures = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.svg'));
  for (const picture of pictures) {
    it(`${picture} takes the theme's colours and holds nothing that runs`, () => {
      const svg = fs.readFileSync(path.join(folder, picture), 'utf8');
      assert.match(svg, /viewBox=/);
      assert.match(svg, /currentColor/);
      assert.doesNotMatch(
        svg,
        /<script|<style|\sstyle=|\son\w+=|#[0-9a-f]{3,6}|href=|<foreignObject/i,
      );
    });
  }
});

describe('the schemas for editors', () => {
  for (const [file, schema] of Object.entries(schemaFiles())) {
    it(`${file} is what the loader checks (npm run content writes it)`, () => {
      assert.equal(fs.readFileSync(path.join(root, file), 'utf8'), schema);
    });
  }
});
