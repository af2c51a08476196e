export interface Format {
  format: string;
  title: string;
  /** Such as `.csv`. */
  extensions: string[];
  needs_mapping: boolean;
}

export interface NewImport {
  /** UUIDv7; asking again with the same one makes nothing new. */
  id: string;
  format: string;
  name?: string;
  size: number;
  zone?: string;
  /** Text of the TOML. */
  mapping?: string;
}

/** What became of the rows: each is counted once. */
export interface Report {
  rows: number;
  mapped: number;
  duplicates: number;
  /** Rows that went into another row's entry, such as the parts of a night. */
  merged?: number;
  /** Rows of types that nothing is recorded of. */
  not_taken_total?: number;
  /** Those by their type. */
  not_taken?: Record<string, number>;
  rejected_total: number;
  /** The first ones, with their reason. */
  rejected: { file?: string; line: number; reason: string }[];
  ignored_columns?: string[];
}

export interface Import {
  id: string;
  format: string;
  name: string | null;
  zone: string;
  state: 'uploading' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  size: number;
  received: number;
  progress: { bytes: number; of_bytes: number } | null;
  report: Report | null;
  error: { code: string; detail: string } | null;
  created_at: string;
  updated_at: string;
}
