package io.reco.server.console;

import java.util.Map;
import java.util.function.BiFunction;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;

import io.reco.server.access.Access;
import io.reco.server.console.answer.Frame;
import io.reco.server.console.answer.Page;
import io.reco.server.console.answer.Reply;
import io.reco.server.console.answer.Templates;
import io.reco.server.console.table.Links;
import io.reco.server.console.visit.Cookies;
import io.reco.server.console.visit.Visit;
import io.reco.server.console.visit.Visitor;

/** Lets a browser in with a token that is pasted, and out again. */
final class SignIn {

    static final String IN = "/sign-in";
    static final String OUT = "/sign-out";

    /** What forms are for. */
    static final String SIGN_IN = "sign-in";

    static final String SIGN_OUT = "sign-out";

    private static final String OLD = "This form was not made for this browser. Here is a new one.";

    private final Templates templates;
    private final Access access;
    private final BiFunction<Visit, String, Frame> frames;

    /** @param frames makes the frame of a page of this title */
    SignIn(Templates templates, Access access, BiFunction<Visit, String, Frame> frames) {
        this.templates = templates;
        this.access = access;
        this.frames = frames;
    }

    /** Where somebody has to sign in first who wants to see something. */
    static String address(String path, Visit visit) {
        return "sign-in?to=" + Links.encoded(path.substring(1) + visit.address());
    }

    void handle(String path, Visit visit, Reply reply) {
        if (path.equals(OUT)) {
            if (visit.isOurForm(SIGN_OUT)) {
                Cookies.forgetToken(reply.request(), reply.response());
            }
            reply.go("sign-in");
        } else if (HttpMethod.POST.is(reply.request().getMethod())) {
            signIn(visit, reply);
        } else {
            show(visit, visit.visitor().bearer().isPresent() ? visit.visitor().denial() : "", HttpStatus.OK_200, reply);
        }
    }

    private void signIn(Visit visit, Reply reply) {
        String token = visit.form().text("token");
        if (!visit.isOurForm(SIGN_IN)) {
            show(visit, OLD, HttpStatus.FORBIDDEN_403, reply);
            return;
        }
        if (token.length() > Cookies.TOKEN_LENGTH_MAX) {
            String said = "token: " + token.length() + " characters (expected: at most " + Cookies.TOKEN_LENGTH_MAX
                    + ", for browsers keep no more)";
            show(visit, said, HttpStatus.OK_200, reply);
            return;
        }
        Visitor visitor = Visitor.pasting(token, reply.request(), access);
        if (visitor.caller().isEmpty()) {
            show(visit, visitor.denial(), HttpStatus.OK_200, reply);
            return;
        }
        Cookies.keepToken(token, reply.request(), reply.response());
        reply.go(ours(visit.query().text("to")));
    }

    /** A page of ours, which is where somebody wanted to go. */
    private static String ours(String to) {
        int query = to.indexOf('?');
        String path = query < 0 ? to : to.substring(0, query);
        boolean known = Place.at("/" + path).isPresent() && to.chars().allMatch(c -> c > ' ' && c <= '~');
        return !known || to.isEmpty() ? "./" : path.isEmpty() ? "./" + to : to;
    }

    private void show(Visit visit, String said, int status, Reply reply) {
        Page page = Page.of(
                "Sign in",
                "signin.jte",
                Map.of("said", said, "to", visit.query().text("to"), "form", visit.formToken(SIGN_IN)));
        reply.html(templates.html(page, frames.apply(visit, page.title())), status);
    }
}
