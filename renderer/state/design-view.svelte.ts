import type { Architecture } from '../../core/model/index.ts';

/** The network that the Design place shows, wherever it came from. */
export class DesignView {
  architecture = $state.raw<Architecture>();

  show(architecture: Architecture): void {
    this.architecture = architecture;
  }
}
