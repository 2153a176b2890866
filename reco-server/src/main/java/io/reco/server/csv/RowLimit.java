package io.reco.server.csv;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Text of which each row may take so many characters and no more, lest a quote that never ends takes all memory. */
final class RowLimit extends FilterReader {

    /** Far more than an article may have, and in UTF-8 less than a call may hold. */
    static final int ROW_CHARS_MAX = 1 << 18;

    private int left = ROW_CHARS_MAX;

    /** Says that the row is longer; reading may go on. */
    static final class RowTooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }

    RowLimit(Reader text) {
        super(text);
    }

    /** A row begins: what was read before is not its part. */
    void begin() {
        left = ROW_CHARS_MAX;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            throw new RowTooLong();
        }
        int count = super.read(buffer, offset, Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }
}
