import { counted } from './counted.ts';

export const queueEn = {
  title: 'Queue',
  waits: (count: number, shown: string) => counted(count, shown, 'run waits', 'runs wait'),
  paused: 'Paused: nothing that waits is started.',
  pause: 'Pause the queue',
  resume: 'Resume the queue',
  atOnce: 'At a time',
  atOnceHelp: 'How many runs train at a time. Several share the processor, and each is slower.',
  perCard: (cards: string) => `One run on each of ${cards} graphics cards`,
  front: (name: string) => `Train ${name} next`,
  up: (name: string) => `Move ${name} up`,
  down: (name: string) => `Move ${name} down`,
  remove: (name: string) => `Take ${name} out of the queue`,
  priority: (value: string) => `Priority ${value}`,
  epochs: (count: number, shown: string) => counted(count, shown, 'epoch', 'epochs'),
  keys: 'Alt with an arrow key moves a run, Delete takes it out.',
  added: (name: string) => `In the queue: ${name}`,
  addedText: 'It trains when the runs before it have ended.',
  removed: (count: number, shown: string) => `${counted(count, shown, 'run', 'runs')} taken out of the queue`,
};
