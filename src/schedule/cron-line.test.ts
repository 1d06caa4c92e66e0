import { describe, expect, it } from 'vitest';
import { cronProblem } from './cron-line.ts';

describe('a crontab time', () => {
  it.each(['30 1 * * *', '*/5 0-6,22 1,15 jan-mar mon-fri', '0 0 31 12 7', '0  4\t* * 0', '@daily', '@HOURLY', '0-59/2 * * * *'])('%s', (text) => {
    expect(cronProblem(text)).toBeUndefined();
  });

  it.each([
    ['60 * * * *', 'minute'],
    ['* 24 * * *', 'hour'],
    ['* * 0 * *', 'day of month'],
    ['* * * 13 *', 'month'],
    ['* * * * 8', 'day of week'],
    ['* * * * montag', 'day of week'],
    ['*/0 * * * *', 'minute'],
    ['5-1 * * * *', 'minute'],
    ['1,,2 * * * *', 'minute'],
    ['*-5 * * * *', 'minute'],
    ['* * * *', 'five fields'],
    ['0 30 1 * * *', 'five fields'],
    ['cron(30 1 * * ? *)', 'five fields'],
    ['@reboot', 'macro'],
    ['', 'five fields'],
  ])('%s is none', (text, expected) => expect(cronProblem(text)).toContain(expected));
});
