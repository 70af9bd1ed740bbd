import { z } from 'zod';
import { limits } from '../model/index.ts';

/** A line of the library of networks. */
export const architectureSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Milliseconds since 1970, UTC, as are all times here. */
  createdAt: z.number(),
  /** When it was last edited. */
  updatedAt: z.number(),
  /** When it was last opened for editing, if ever. */
  openedAt: z.number().optional(),
  /** Absent unless it is deleted; until it is erased it can be brought back. */
  deletedAt: z.number().optional(),
});
export type ArchitectureSummary = z.infer<typeof architectureSummarySchema>;

/** A network of the library. The document is text, so that one that cannot be read any more can still be looked at, exported and deleted. */
export const storedArchitectureSchema = z.object({ summary: architectureSummarySchema, document: z.string() });
export type StoredArchitecture = z.infer<typeof storedArchitectureSchema>;

/** Why a version was kept: while editing, for a training, because the person asked, or before another version took its place. */
export const versionReasons = ['edit', 'training', 'asked', 'restore'] as const;
export type VersionReason = (typeof versionReasons)[number];

export const architectureVersionSchema = z.object({
  id: z.number().int(),
  /** When the edit was made that led to it. */
  editedAt: z.number(),
  reason: z.enum(versionReasons),
  /** Ids of the runs that were started from it, oldest first. */
  runs: z.array(z.string()),
});
export type ArchitectureVersion = z.infer<typeof architectureVersionSchema>;

/** A block of the person's own. `definitions` are those of an architecture document: what the block uses first, the block itself last. */
export const ownBlockSchema = z.object({
  name: z.string().trim().min(1).max(limits.nameLength),
  definitions: z.array(z.record(z.string(), z.unknown())).min(1),
});

export const storedBlockSchema = ownBlockSchema.extend({ updatedAt: z.number() });
export type StoredBlock = z.infer<typeof storedBlockSchema>;
