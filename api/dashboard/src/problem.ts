import { text } from './messages';

export interface FieldError {
  field: string;
  reason: string;
}

/** What went wrong with a request: the server's problem document (RFC 9457), or the lack of an answer. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly fields: FieldError[] = [],
  ) {
    super(detail);
  }

  static async from(response: Response): Promise<Problem> {
    const body = await response.json().catch(() => null);
    const document = isRecord(body) ? body : {};
    const code = typeof document.code === 'string' ? document.code : 'unknown';
    const detail = [document.detail, document.title].find((line) => typeof line === 'string' && line !== '');
    return new Problem(
      response.status,
      code,
      typeof detail === 'string' ? detail : text.problem.unexplained(response.status),
      Array.isArray(document.errors) ? document.errors.flatMap(fieldError) : [],
    );
  }

  static unreachable(): Problem {
    return new Problem(0, 'unreachable', text.problem.unreachable);
  }

  /** Whether the server may have done what it didn't confirm: it answered not at all, or with a failure. */
  get uncertain(): boolean {
    return this.status === 0 || this.status >= 500;
  }

  /** The reason given for one field of a form, if any. */
  reason(field: string): string | undefined {
    return this.fields.find((error) => within(error.field, field))?.reason;
  }

  /** What stands next to the form: the detail, and the reasons that have no field there. */
  lines(shown: string[] = []): string[] {
    const rest = this.fields.filter((error) => !shown.some((field) => within(error.field, field)));
    return [this.message, ...rest.map((error) => text.problem.field(error.field, error.reason))];
  }
}

/** Any thrown value as a problem; what isn't one is a fault of this page and is logged. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  console.error(thrown);
  return new Problem(0, 'fault', text.problem.fault);
}

/** Whether a field is the one asked for, or an item or a part of it. */
function within(field: string, asked: string): boolean {
  return field === asked || field.startsWith(`${asked}[`) || field.startsWith(`${asked}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldError(value: unknown): FieldError[] {
  if (!isRecord(value) || typeof value.reason !== 'string') return [];
  return [{ field: typeof value.field === 'string' ? value.field : '', reason: value.reason }];
}
