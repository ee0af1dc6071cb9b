/** SQL of a group of `value`s that differ in case only, each with its `count`: how most of them write it. */
export const spelling = '(array_agg(value ORDER BY count DESC, value))[1]';
