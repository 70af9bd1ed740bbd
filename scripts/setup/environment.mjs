/**
 * What TensorFlow reads when its library is loaded: oneDNN on (off by default on AMD), warnings and errors only, and GPU memory
 * taken as it is needed. A person's own values win.
 *
 * @param {NodeJS.ProcessEnv} env changed in place
 */
export function setTensorFlowEnvironment(env) {
  env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
}
