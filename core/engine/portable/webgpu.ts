import { BlockyardError } from '../../protocol/problems.ts';

/** The part of WebGPU's adapter that is read here; Node's types have no WebGPU. */
interface Adapter {
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly device?: string;
    readonly description?: string;
  };
  readonly isFallbackAdapter?: boolean;
}
interface Gpu {
  requestAdapter(options?: { powerPreference: 'high-performance' }): Promise<Adapter | null>;
}
interface DawnModule {
  create(options: string[]): Gpu;
  readonly globals: Record<string, unknown>;
}

/** Dawn's prebuilt addon aborts the process in Electron 22; newer ones are let through. */
const oldestElectron = 23;

let installed: Promise<string> | undefined;

/**
 * Gives this Node process a `navigator.gpu` through Dawn, so that tfjs' WebGPU backend can run, and tells the adapter's name.
 * @throws BlockyardError `backend-unavailable`: the addon does not load, or there is no adapter.
 */
export async function installWebGpu(): Promise<string> {
  installed ??= install();
  return installed;
}

async function install(): Promise<string> {
  const { electron: electronVersion } = process.versions as { electron?: string };
  const electron = Number(electronVersion?.split('.')[0] ?? Infinity);
  if (electron < oldestElectron) throw unavailable(`WebGPU does not run in Electron ${String(electron)}`);
  const dawn = await loadDawn();
  const adapter = await openAdapter(dawn);
  return adapterName(adapter);
}

async function loadDawn(): Promise<DawnModule> {
  try {
    return (await import('webgpu')) as unknown as DawnModule;
  } catch (error) {
    throw unavailable(`its library did not load (${messageOf(error)})`, error);
  }
}

async function openAdapter(dawn: DawnModule): Promise<Adapter> {
  let adapter: Adapter | null;
  try {
    Object.assign(globalThis, dawn.globals);
    const gpu = dawn.create([]);
    // Node 21 has a navigator of its own, which is read-only.
    const navigator = (globalThis as { navigator?: object }).navigator ?? {};
    Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    throw unavailable(messageOf(error), error);
  }
  if (adapter === null) throw unavailable('no graphics card with a Vulkan, Metal or Direct3D 12 driver was found');
  return adapter;
}

function adapterName(adapter: Adapter): string {
  const { description, device, vendor, architecture } = adapter.info ?? {};
  const known = [description, device, [vendor, architecture].filter(Boolean).join(' ')].find(
    (text) => text !== undefined && text !== '',
  );
  return known ?? 'GPU';
}

function unavailable(detail: string, cause?: unknown): BlockyardError {
  return new BlockyardError('backend-unavailable', { backend: 'webgpu', detail }, { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
