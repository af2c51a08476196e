/** What the server's model read in an entry's words, or why it did not. */
export interface TextReading {
  id: string;
  version: number;
  status: 'read' | 'pending' | 'not_available' | 'no_text';
  /** Unless it was read. */
  code?: string;
  reason?: string;
  model?: { name: string; version: string };
  reading?: {
    sentiment: 'negative' | 'neutral' | 'positive';
    /** -1 to 1. */
    valence: number;
    /** The likeliest first. */
    emotions: { label: string; probability: number }[];
    follow_up: 'none' | 'required';
    /** Present if words of support are due. */
    support?: { message: string; resources: string };
  };
}

export interface TextReadingPage {
  items: TextReading[];
  next_cursor: string | null;
}
