-- A store that MLflow 3.17.2 made: three runs that finished, one whose metric is no number, one that
-- failed, one that was deleted; a model in three versions, the first of them deleted. Texts shortened.
CREATE TABLE experiments (experiment_id INTEGER, name VARCHAR(256), lifecycle_stage VARCHAR(32));
INSERT INTO experiments VALUES
  (0, 'Default', 'active'),
  (1, 'wine', 'active'),
  (2, 'other', 'active');
CREATE TABLE runs (run_uuid VARCHAR(32), name VARCHAR(250), status VARCHAR(9), start_time BIGINT, lifecycle_stage VARCHAR(20), experiment_id INTEGER);
INSERT INTO runs VALUES
  ('47a9e0a550044e809d7cee474994fdb0', 'c-0.01', 'FINISHED', 1795562395296, 'active', 1),
  ('3528ce7a2d10413b801a1e850b167234', 'c-1.0', 'FINISHED', 1795562405114, 'active', 1),
  ('9735e43cd1974914b5599b72eaed3cc7', 'c-10.0', 'FINISHED', 1795562414177, 'active', 1),
  ('fa890c8064be41ffb17c72b6ba506b8d', 'nan', 'FINISHED', 1795562425069, 'active', 1),
  ('af9fae7b9f144a13af38433cd136aa42', 'broken', 'FAILED', 1795562425087, 'active', 1),
  ('18beb718d3de4e0dbc2beac6e5daed19', 'gone', 'FINISHED', 1795562425100, 'deleted', 1),
  ('f7405714794741d18701575cf3b8cad5', 'skillful-grouse-124', 'FINISHED', 1795562425140, 'active', 2);
CREATE TABLE params ("key" VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32));
INSERT INTO params VALUES
  ('C', '0.01', '47a9e0a550044e809d7cee474994fdb0'),
  ('solver', 'lbfgs', '47a9e0a550044e809d7cee474994fdb0'),
  ('C', '1.0', '3528ce7a2d10413b801a1e850b167234'),
  ('solver', 'lbfgs', '3528ce7a2d10413b801a1e850b167234'),
  ('C', '10.0', '9735e43cd1974914b5599b72eaed3cc7'),
  ('solver', 'lbfgs', '9735e43cd1974914b5599b72eaed3cc7'),
  ('a', 'b', 'f7405714794741d18701575cf3b8cad5');
CREATE TABLE latest_metrics ("key" VARCHAR(250), value FLOAT, is_nan BOOLEAN, run_uuid VARCHAR(32));
INSERT INTO latest_metrics VALUES
  ('accuracy', 0.9550561797752809, 0, '47a9e0a550044e809d7cee474994fdb0'),
  ('loss', 33.33333333333333, 0, '47a9e0a550044e809d7cee474994fdb0'),
  ('accuracy', 0.9943820224719101, 0, '3528ce7a2d10413b801a1e850b167234'),
  ('loss', 0.3333333333333333, 0, '3528ce7a2d10413b801a1e850b167234'),
  ('accuracy', 1.0, 0, '9735e43cd1974914b5599b72eaed3cc7'),
  ('loss', 0.03333333333333333, 0, '9735e43cd1974914b5599b72eaed3cc7'),
  ('accuracy', 0.0, 1, 'fa890c8064be41ffb17c72b6ba506b8d'),
  ('top', 1.7976931348623157e+308, 0, 'fa890c8064be41ffb17c72b6ba506b8d'),
  ('accuracy', 0.999, 0, 'af9fae7b9f144a13af38433cd136aa42'),
  ('accuracy', 1.0, 0, '18beb718d3de4e0dbc2beac6e5daed19');
CREATE TABLE tags ("key" VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32));
INSERT INTO tags VALUES
  ('mlflow.runName', 'c-0.01', '47a9e0a550044e809d7cee474994fdb0'),
  ('stage', 'dev', '47a9e0a550044e809d7cee474994fdb0'),
  ('git_commit', 'abc1234', '47a9e0a550044e809d7cee474994fdb0'),
  ('mlflow.runName', 'c-1.0', '3528ce7a2d10413b801a1e850b167234'),
  ('stage', 'dev', '3528ce7a2d10413b801a1e850b167234'),
  ('git_commit', 'abc1234', '3528ce7a2d10413b801a1e850b167234'),
  ('mlflow.runName', 'c-10.0', '9735e43cd1974914b5599b72eaed3cc7'),
  ('stage', 'dev', '9735e43cd1974914b5599b72eaed3cc7'),
  ('git_commit', 'abc1234', '9735e43cd1974914b5599b72eaed3cc7'),
  ('mlflow.runName', 'nan', 'fa890c8064be41ffb17c72b6ba506b8d'),
  ('mlflow.runName', 'broken', 'af9fae7b9f144a13af38433cd136aa42'),
  ('mlflow.runName', 'gone', '18beb718d3de4e0dbc2beac6e5daed19'),
  ('mlflow.runName', 'skillful-grouse-124', 'f7405714794741d18701575cf3b8cad5');
CREATE TABLE registered_models (name VARCHAR(256));
INSERT INTO registered_models VALUES
  ('empty'),
  ('wine-classifier');
CREATE TABLE model_versions (name VARCHAR(256), version INTEGER, current_stage VARCHAR(20), run_id VARCHAR(32), status VARCHAR(20));
INSERT INTO model_versions VALUES
  ('wine-classifier', 1, 'Deleted_Internal', 'REDACTED-RUN-ID', 'READY'),
  ('wine-classifier', 2, 'None', '3528ce7a2d10413b801a1e850b167234', 'READY'),
  ('wine-classifier', 3, 'None', '9735e43cd1974914b5599b72eaed3cc7', 'READY');
CREATE TABLE registered_model_aliases (alias VARCHAR(256), version INTEGER, name VARCHAR(256));
INSERT INTO registered_model_aliases VALUES
  ('champion', 2, 'wine-classifier');
CREATE TABLE model_version_tags ("key" VARCHAR(250), value TEXT, name VARCHAR(256), version INTEGER);
INSERT INTO model_version_tags VALUES
  ('validated', 'true', 'wine-classifier', 2);
CREATE TABLE logged_models (model_id VARCHAR(36), experiment_id INTEGER, name VARCHAR(500), status INTEGER, lifecycle_stage VARCHAR(32), source_run_id VARCHAR(32));
INSERT INTO logged_models VALUES
  ('m-a0b97991304c454993b36fcd2d7ffdd6', 1, 'model', 2, 'active', '47a9e0a550044e809d7cee474994fdb0'),
  ('m-3b66b1ff6c29484ab6fdd526dcf8ec3a', 1, 'model', 2, 'active', '3528ce7a2d10413b801a1e850b167234'),
  ('m-e2f4c47431ab4a95a7739080a443aa43', 1, 'model', 2, 'active', '9735e43cd1974914b5599b72eaed3cc7');
CREATE TABLE inputs (input_uuid VARCHAR(36), source_type VARCHAR(36), source_id VARCHAR(36), destination_type VARCHAR(36), destination_id VARCHAR(36));
INSERT INTO inputs VALUES
  ('2f7cd7675ea74a43856ce4c8cbb5048e', 'DATASET', 'e717b09082ab4ca3911f3da54245851a', 'RUN', '47a9e0a550044e809d7cee474994fdb0'),
  ('a2e3281e521e4701b1f50de2197a4555', 'RUN_OUTPUT', '47a9e0a550044e809d7cee474994fdb0', 'MODEL_OUTPUT', 'm-a0b97991304c454993b36fcd2d7ffdd6'),
  ('6dbb0f5f0d764d09af31aa6483ef550b', 'DATASET', 'e717b09082ab4ca3911f3da54245851a', 'RUN', '3528ce7a2d10413b801a1e850b167234'),
  ('e34c2042e35e4937bd09b9f38bf27244', 'RUN_OUTPUT', '3528ce7a2d10413b801a1e850b167234', 'MODEL_OUTPUT', 'm-3b66b1ff6c29484ab6fdd526dcf8ec3a'),
  ('c7f61b8d3a714bb7a2d0a39f939b0f73', 'DATASET', 'e717b09082ab4ca3911f3da54245851a', 'RUN', '9735e43cd1974914b5599b72eaed3cc7'),
  ('0d280473d9cc4ccc89fdb4420e623ded', 'RUN_OUTPUT', '9735e43cd1974914b5599b72eaed3cc7', 'MODEL_OUTPUT', 'm-e2f4c47431ab4a95a7739080a443aa43');
CREATE TABLE datasets (dataset_uuid VARCHAR(36), experiment_id INTEGER, name VARCHAR(500), digest VARCHAR(36));
INSERT INTO datasets VALUES
  ('e717b09082ab4ca3911f3da54245851a', 1, 'wine', '0a64f9dd');
