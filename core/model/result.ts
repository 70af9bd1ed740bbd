/** A value, or what stands in its way. For input that may be wrong through no fault of the program. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };
