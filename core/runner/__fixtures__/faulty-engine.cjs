/**
 * A process that speaks as an engine does and then goes wrong in earnest, as the run's name asks: for tests of supervision only.
 * Every kind of fault comes after one epoch and its checkpoint.
 */
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

let folder = '';
let runId = '';
let sequence = 0;

function append(text) {
  appendFileSync(join(folder, 'events.jsonl'), text);
}

function event(body) {
  sequence += 1;
  return { version: 1, runId, sequence, time: Date.now(), body };
}

function emit(body) {
  const made = event(body);
  append(`${JSON.stringify(made)}\n`);
  if (process.connected) process.send(made);
}

function sayReady(backend, sizes = {}) {
  emit({
    kind: 'ready',
    backend,
    device: 'none',
    params: { total: 10, trainable: 10 },
    trainSize: 100,
    validationSize: 20,
    stepsPerEpoch: 2,
    totalSteps: 20,
    versions: { pid: String(process.pid) },
    ...sizes,
  });
}

function sayEpoch(epoch, seconds) {
  emit({
    kind: 'epoch',
    epoch,
    step: 2 * epoch,
    loss: 1.5,
    accuracy: 0.5,
    valLoss: 1,
    valAccuracy: 0.75,
    seconds,
    imagesPerSecond: 50,
  });
}

function trainOneEpoch() {
  sayReady('compiled');
  emit({
    kind: 'metrics',
    step: [1, 2],
    loss: [2, 1],
    accuracy: [0.25, 0.5],
    learningRate: [0.5, 0.25],
    imagesPerSecond: 50,
  });
  sayEpoch(1, 0.1);
  emit({ kind: 'checkpoint', which: 'last', file: 'weights/last.safetensors', epoch: 1, step: 2 });
}

const done = () => emit({ kind: 'done', outcome: 'completed', weightsHash: 'abc' });
const forever = () => setInterval(() => undefined, 1000);
const leave = () => process.disconnect();

const faults = {
  none() {
    done();
    leave();
  },
  throws() {
    throw new Error('an error nobody caught');
  },
  'is killed': () => process.kill(process.pid, 'SIGKILL'),
  'is killed by a fault': () => process.kill(process.pid, 'SIGSEGV'),
  'prints bad_alloc'() {
    process.stderr.write("terminate called after throwing an instance of 'std::bad_alloc'\n", () => process.abort());
  },
  'leaves without a word': () => process.exit(0),
  hangs() {
    for (;;);
  },
  'is silent': forever,
  'is alive'() {
    setInterval(() => process.send({ kind: 'alive' }), 50);
    setTimeout(faults.none, 1500);
  },
  'is slow in plain JavaScript'() {
    sayReady('js');
    setTimeout(faults.none, 1500);
  },
  'is paused'() {
    emit({ kind: 'state', state: 'paused' });
    setTimeout(faults.none, 1500);
  },
  'does not leave'() {
    done();
    forever();
  },
  'talks nonsense'() {
    process.send('hello');
    process.send({ version: 9 });
    process.send({ ...event({ kind: 'log', level: 'info', message: 'for another run' }), runId: '../elsewhere' });
    faults.none();
  },
  'says the end to its file alone'() {
    append(
      `${JSON.stringify(event({ kind: 'done', outcome: 'completed', weightsHash: 'abc' }))}\n{"version":1,"runId":"`,
    );
    process.exit(0);
  },
  'trains for two epochs'() {
    sayReady('compiled', { trainSize: 6400, validationSize: 640, stepsPerEpoch: 100 });
    sayEpoch(2, 3);
    sayEpoch(3, 2);
    faults.none();
  },
  'goes on until told': forever,
  'trains on and on': trainOn,
  'outlives its host'() {
    process.removeAllListeners('disconnect');
    trainOn();
  },
};

function trainOn() {
  let step = 2;
  setInterval(() => {
    step += 1;
    emit({
      kind: 'metrics',
      step: [step],
      loss: [1 / step],
      accuracy: [0.5],
      learningRate: [0.25],
      imagesPerSecond: 50,
    });
  }, 2);
}

process.on('message', (command) => {
  if (command.kind === 'start') {
    folder = command.folder;
    runId = command.runId;
    trainOneEpoch();
    setImmediate(faults[command.spec.name]);
  }
  if (command.kind === 'pause') emit({ kind: 'state', state: 'paused' });
  if (command.kind === 'resume') emit({ kind: 'state', state: 'running' });
  if (command.kind === 'stop') {
    emit({ kind: 'done', outcome: 'stopped', weightsHash: 'abc' });
    process.exit(0);
  }
});
process.on('disconnect', () => process.exit(0));
