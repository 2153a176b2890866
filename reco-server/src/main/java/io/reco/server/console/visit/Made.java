package io.reco.server.console.visit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/**
 * A call that was made for a page, for those who want to make it themselves.
 *
 * @param method its full name
 * @param json what was asked for
 */
public record Made(String method, String json) {

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    static Made of(String method, Message request) {
        try {
            return new Made(method, PRINTER.print(request));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(method + " is asked for what cannot be printed", e);
        }
    }

    /**
     * The same for a shell.
     *
     * @param server such as {@code http://127.0.0.1:8890}
     * @param token whether a token has to be sent, which is then taken from RECO_TOKEN
     */
    String curl(String server, boolean token) {
        String who = token ? " -H \"authorization: Bearer $RECO_TOKEN\"" : "";
        return "curl -s " + server + "/" + method + " -H 'content-type: application/json'" + who + " -d "
                + Shell.quoted(json);
    }
}
