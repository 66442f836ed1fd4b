/** What was read of a list, and whether that is all of it: nobody may take the rest for nothing. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly isWhole: boolean;
}
