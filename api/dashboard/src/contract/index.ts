/** The bodies of the HTTP contract that the dashboard reads and writes. */
export * from './account';
export * from './assessment';
export * from './correlations';
export * from './dashboard';
export * from './entry';
export * from './imports';
export * from './organisation';
export * from './risk';
export * from './text';
