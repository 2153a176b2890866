package io.reco.server.console;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

import com.google.rpc.Code;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.FormFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;

import io.reco.server.access.Access;
import io.reco.server.console.answer.Frame;
import io.reco.server.console.answer.Page;
import io.reco.server.console.answer.Reply;
import io.reco.server.console.answer.Templates;
import io.reco.server.console.screen.Find;
import io.reco.server.console.screen.Screen;
import io.reco.server.console.screen.live.EventStream;
import io.reco.server.console.screen.reader.ReaderExport;
import io.reco.server.console.visit.Parameters;
import io.reco.server.console.visit.Visit;
import io.reco.server.http.Site;
import io.reco.server.http.call.InnerCalls;

/** The console: leads each request to a screen, and puts what that shows into a frame. */
public final class Console implements Site {

    private static final String GET = "GET, HEAD";
    private static final String BOTH = "GET, HEAD, POST";
    private static final String STATIC = "/static/";
    private static final String FIND = "/find";
    private static final String EVENTS = "/live-events";
    private static final String EXPORT = "/" + ReaderExport.ACTION;
    private static final int FIELDS_MAX = 50;
    /** An article's fields, percent-encoded. */
    private static final int FORM_BYTES_MAX = 200_000;

    private final InnerCalls calls;
    private final Access access;
    private final Clock clock;
    private final ConsoleFacts facts;
    private final Templates templates = new Templates();
    private final SignIn signIn;

    /** Shows what these calls answer to who looks. */
    public Console(InnerCalls calls, Access access, Clock clock, ConsoleFacts facts) {
        this.calls = calls;
        this.access = access;
        this.clock = clock;
        this.facts = facts;
        this.signIn = new SignIn(templates, access, (visit, title) -> frame(visit, title, "sign-in"));
    }

    @Override
    public String methods(String path) {
        if (path.equals(SignIn.OUT) || path.equals(EXPORT)) {
            return "POST";
        }
        if (path.equals(SignIn.IN)) {
            return BOTH;
        }
        if (path.equals(FIND)
                || path.equals(EVENTS)
                || (path.startsWith(STATIC) && Reply.hasFile(path.substring(STATIC.length())))) {
            return GET;
        }
        return Place.at(path)
                .map(place -> place.change().isPresent() ? BOTH : GET)
                .orElse("");
    }

    @Override
    public void handle(Request request, Response response, Callback callback) {
        Reply reply = new Reply(request, response, callback);
        String path = request.getHttpURI().getPath();
        if (path.startsWith(STATIC)) {
            reply.file(path.substring(STATIC.length()));
        } else if (HttpMethod.POST.is(request.getMethod())) {
            Promise.Invocable<Fields> form = Promise.Invocable.from(
                    Invocable.InvocationType.BLOCKING,
                    fields -> begin(path, Optional.of(new Parameters(fields)), reply),
                    failure ->
                            reply.line("form: it cannot be read (expected: one of ours)", HttpStatus.BAD_REQUEST_400));
            FormFields.onFields(request, StandardCharsets.UTF_8, FIELDS_MAX, FORM_BYTES_MAX, form);
        } else {
            begin(path, Optional.empty(), reply);
        }
    }

    private void begin(String path, Optional<Parameters> form, Reply reply) {
        try {
            Visit visit = Visit.of(reply.request(), reply.response(), calls, access, clock, form);
            lead(path, visit, reply);
        } catch (IllegalArgumentException e) {
            reply.line("address: it cannot be read (expected: one of ours)", HttpStatus.BAD_REQUEST_400);
        } catch (RuntimeException e) {
            reply.defect(e);
        }
    }

    private void lead(String path, Visit visit, Reply reply) {
        if (path.equals(SignIn.IN) || path.equals(SignIn.OUT)) {
            signIn.handle(path, visit, reply);
        } else if (!visit.isLetIn()) {
            reply.go(SignIn.address(path, visit));
        } else if (path.equals(EVENTS)) {
            EventStream.open(visit, templates, clock, reply);
        } else if (path.equals(EXPORT)) {
            export(visit, reply);
        } else if (path.equals(FIND)) {
            Find.address(visit).thenAccept(reply::go).exceptionally(failure -> {
                reply.defect(failure);
                return null;
            });
        } else {
            show(Place.at(path).orElseThrow(), visit, reply);
        }
    }

    private static void export(Visit visit, Reply reply) {
        if (visit.isOurForm(ReaderExport.ACTION)) {
            ReaderExport.open(visit, reply);
        } else {
            refuseForm(reply);
        }
    }

    private static void refuseForm(Reply reply) {
        reply.line(
                "form: not made for this browser (expected: a form of a page that was loaded anew)",
                HttpStatus.FORBIDDEN_403);
    }

    private void show(Place place, Visit visit, Reply reply) {
        boolean changes = HttpMethod.POST.is(reply.request().getMethod());
        if (changes && !visit.isOurForm(place.action())) {
            refuseForm(reply);
            return;
        }
        Screen screen = changes ? place.change().orElseThrow() : place.screen();
        screen.show(visit)
                // Not on the threads that calls are answered on.
                .thenAcceptAsync(
                        page -> send(page, place, visit, reply),
                        reply.request().getComponents().getExecutor())
                .exceptionally(failure -> {
                    reply.defect(failure);
                    return null;
                });
    }

    private void send(Page page, Place place, Visit visit, Reply reply) {
        String table = visit.query().text("csv");
        if (table.isEmpty()) {
            reply.html(templates.html(page, frame(visit, page.title(), place.here())), status(visit.code()));
        } else {
            page.tables().stream()
                    .filter(one -> one.name().equals(table))
                    .findFirst()
                    .ifPresentOrElse(
                            reply::csv,
                            () -> reply.line(
                                    "csv: " + table + " (expected: a table of this page)", HttpStatus.NOT_FOUND_404));
        }
    }

    private Frame frame(Visit visit, String title, String here) {
        String signOut = visit.visitor().pasted() && visit.isLetIn() ? visit.formToken(SignIn.SIGN_OUT) : "";
        return new Frame(
                title,
                here,
                visit.address(),
                facts.version(),
                facts.trouble().get().orElse(""),
                visit.visitor().said(),
                signOut);
    }

    /** What a page is that could show nothing of what was asked for. */
    private static int status(Code code) {
        return switch (code) {
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN_403;
            case NOT_FOUND -> HttpStatus.NOT_FOUND_404;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE_503;
            case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS_429;
            default -> HttpStatus.OK_200;
        };
    }
}
