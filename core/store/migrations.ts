/**
 * The schema's history: entry n takes a library from version n to n + 1. A released entry is never edited; a change of the schema is a new entry.
 */
export const migrations: readonly string[] = [
  `
  -- A program that trains runs: a window or a terminal. A row lives as long as its process does; see hosts.ts.
  CREATE TABLE hosts (
    id TEXT PRIMARY KEY,
    pid INTEGER NOT NULL,
    machine TEXT NOT NULL,
    process_start TEXT,
    heartbeat INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    spec TEXT NOT NULL,
    -- What its host is doing with it until the engine speaks: 'queued' or 'starting'.
    phase TEXT NOT NULL,
    -- The host that trains it; NULL once it has ended.
    host TEXT,
    engine_pid INTEGER,
    engine_start TEXT,
    -- How it ended as its host saw it, where the engine could not say so itself: {status, problem, time}.
    outcome TEXT,
    -- 'pause', 'resume' or 'stop', asked for by another process than its host.
    wish TEXT,
    -- Its RunSummary, a pure function of everything else here.
    summary TEXT NOT NULL,
    -- Grows with every change of any run, so that another process can ask what is new.
    revision INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_creation ON runs (created_at DESC, id DESC);
  CREATE INDEX runs_by_revision ON runs (revision);
  CREATE INDEX runs_by_host ON runs (host) WHERE host IS NOT NULL;

  -- What an engine said, apart from figures and log lines: ready, state, checkpoint, done, failed.
  CREATE TABLE events (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX events_by_kind ON events (run, kind, sequence);

  -- Figures per step; data holds the columns of one metrics event, see metrics-blob.ts.
  CREATE TABLE metrics (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    time INTEGER NOT NULL,
    last_step INTEGER NOT NULL,
    images_per_second REAL NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (run, sequence)
  ) STRICT;

  CREATE TABLE epochs (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    time INTEGER NOT NULL,
    step INTEGER NOT NULL,
    loss REAL NOT NULL,
    accuracy REAL NOT NULL,
    val_loss REAL NOT NULL,
    val_accuracy REAL NOT NULL,
    seconds REAL NOT NULL,
    images_per_second REAL NOT NULL,
    PRIMARY KEY (run, epoch)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX epochs_by_accuracy ON epochs (run, val_accuracy DESC, epoch);
  CREATE INDEX epochs_by_sequence ON epochs (run, sequence);

  -- Lines of the engine have its sequence number; those that the host adds have none.
  CREATE TABLE log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    sequence INTEGER,
    time INTEGER NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    UNIQUE (run, sequence)
  ) STRICT;

  CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Networks that a person designs. The name is that of the document, kept beside it so that a document that cannot be read has one too.
  CREATE TABLE architectures (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- The newest state, as the text of an exported file.
    document TEXT NOT NULL,
    -- Hash of what the document says apart from its name; see content-hash.ts.
    content TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    opened_at INTEGER,
    deleted_at INTEGER
  ) STRICT;
  CREATE INDEX architectures_by_content ON architectures (content);

  -- States that are kept for good, each content once; when, see architectures.ts.
  CREATE TABLE architecture_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    architecture TEXT NOT NULL REFERENCES architectures (id) ON DELETE CASCADE,
    kept_at INTEGER NOT NULL,
    -- Since when the network had been like this.
    edited_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    document TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (architecture, content)
  ) STRICT;
  CREATE INDEX architecture_versions_by_content ON architecture_versions (content);

  -- Which runs were started from a version.
  CREATE TABLE architecture_version_runs (
    version INTEGER NOT NULL REFERENCES architecture_versions (id) ON DELETE CASCADE,
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    PRIMARY KEY (version, run)
  ) STRICT, WITHOUT ROWID;

  -- A person's own blocks: a JSON list of definitions, those that the block uses first, itself last.
  CREATE TABLE own_blocks (
    name TEXT PRIMARY KEY,
    definitions TEXT NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- How fast machines train, as measured: a library may be used from several. The body is a Calibration.
  CREATE TABLE calibrations (
    machine TEXT NOT NULL,
    backend TEXT NOT NULL,
    device TEXT NOT NULL,
    versions TEXT NOT NULL,
    measured_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (machine, backend, device, versions)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What a person makes of a run. Tags: a JSON list.
  ALTER TABLE runs ADD COLUMN name TEXT NOT NULL DEFAULT '';
  ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE runs ADD COLUMN notes TEXT NOT NULL DEFAULT '';
  ALTER TABLE runs ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN archived_at INTEGER;
  ALTER TABLE runs ADD COLUMN deleted_at INTEGER;
  UPDATE runs SET name = spec ->> '$.name', summary = json_set(
    summary, '$.tags', json('[]'), '$.notes', '', '$.starred', json('false'),
    '$.settings', json_object(
      'epochs', spec ->> '$.recipe.epochs',
      'batchSize', spec ->> '$.recipe.batchSize',
      'learningRate', spec ->> '$.recipe.learningRate',
      'optimizer', spec ->> '$.recipe.optimizer.kind',
      'schedule', spec ->> '$.recipe.schedule.kind',
      'seed', spec ->> '$.recipe.seed'
    )
  );

  -- Runs that are gone for good, so that other processes learn of it and revisions go on growing.
  CREATE TABLE erased_runs (
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX erased_runs_by_revision ON erased_runs (revision);
  `,
  `
  -- The queue. A run waits while its phase is 'queued', no host holds it, it has no outcome and it has a place; the place stays when it has left.
  ALTER TABLE runs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN place REAL;
  -- Which of its machine's places for training it has taken.
  ALTER TABLE runs ADD COLUMN slot INTEGER;
  -- A run that goes on: events up to this one are of earlier times that it trained, and how it had ended then.
  ALTER TABLE runs ADD COLUMN resumed_after INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE runs ADD COLUMN past_outcome TEXT;
  CREATE INDEX runs_waiting ON runs (priority DESC, place)
    WHERE phase = 'queued' AND host IS NULL AND outcome IS NULL AND place IS NOT NULL;
  -- Whether the host starts runs that wait.
  ALTER TABLE hosts ADD COLUMN serves INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- Figures of a run's layers at some steps; data holds the columns of one event, see layer-figures.ts. Which layers they are, an event says.
  CREATE TABLE layer_figures (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    step INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (run, sequence)
  ) STRICT;
  `,
  `
  -- Runs that differ in what a sweep varies. The study is the question it answers, if it was asked as one; trials are what was varied.
  CREATE TABLE sweeps (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    sweep TEXT NOT NULL,
    study TEXT,
    trials TEXT NOT NULL,
    deleted_at INTEGER
  ) STRICT;
  -- A run that is erased stays named here.
  CREATE TABLE sweep_runs (
    sweep TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    trial INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    run TEXT NOT NULL,
    PRIMARY KEY (sweep, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sweep_runs_by_run ON sweep_runs (run);
  `,
  `
  -- What runs have shown of the speed of the machine that trained them, which corrects what is predicted of others. The body is a MeasuredTraining.
  CREATE TABLE measured_trainings (
    run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    machine TEXT NOT NULL,
    measured_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX measured_trainings_by_machine ON measured_trainings (machine, measured_at);
  `,
  `
  -- A person's ways to look at the list of runs: a RunView without its name.
  CREATE TABLE run_views (
    name TEXT PRIMARY KEY,
    view TEXT NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- How busy the machine was while it trained; the body is a SystemFigures.
  CREATE TABLE system_figures (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    time INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run, sequence)
  ) STRICT, WITHOUT ROWID;
  `,
];
