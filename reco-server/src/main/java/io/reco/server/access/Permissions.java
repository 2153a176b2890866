package io.reco.server.access;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one table of who may make which call. A method that is not in it may be called by nobody, and a server that has one does
 * not start. {@code docs/roles.md} says the same; a test compares.
 */
public final class Permissions {

    private static final String TABLE = """
            method                                    read   feed  edit   support  admin  reader
            UserRecommend/user_recommend              yes    no    yes    yes      yes    own
            reco.v1.RecommendService/Recommend        plain  no    plain  yes      yes    own
            reco.v1.RecommendService/RelatedArticles  plain  no    plain  yes      yes    own
            reco.v1.RecommendService/ListTopArticles  yes    no    yes    yes      yes    yes
            reco.v1.RecommendService/ExplainExposure  no     no    no     yes      yes    no
            reco.v1.CatalogService/UpsertArticles     no     no    yes    no       yes    no
            reco.v1.CatalogService/GetArticles        live   no    yes    live     yes    live
            reco.v1.CatalogService/DeleteArticles     no     no    yes    no       yes    no
            reco.v1.CatalogService/ListArticles       live   no    yes    live     yes    live
            reco.v1.FeedbackService/ReportEvents      no     yes   no     no       yes    own
            reco.v1.FeedbackService/WatchEvents       no     no    no     yes      yes    no
            reco.v1.ReaderService/GetReader           no     no    no     yes      yes    no
            reco.v1.ReaderService/UpdateReader        no     yes   no     no       yes    own
            reco.v1.ReaderService/MergeReaders        no     yes   no     no       yes    no
            reco.v1.ReaderService/ExportReader        no     no    no     no       yes    no
            reco.v1.ReaderService/EraseReader         no     no    no     no       yes    no
            reco.v1.AdminService/GetStatus            no     no    yes    no       yes    no
            reco.v1.AdminService/ListRefusals         no     no    no     yes      yes    no
            reco.v1.AdminService/GetArticleFunnel     no     no    yes    no       yes    no
            reco.v1.AdminService/GetQuality           no     no    no     yes      yes    no
            reco.v1.AdminService/Backup               no     no    no     no       yes    no
            """;

    private static final String GET_ARTICLES = "reco.v1.CatalogService/GetArticles";
    private static final Map<String, Row> ROWS = rows();

    private Permissions() {}

    private record Row(Map<Role, Grant> roles, Grant reader) {

        Grant of(Caller caller) {
            Grant most = caller.reader().isPresent() ? reader : Grant.NO;
            for (Role role : caller.roles()) {
                Grant grant = of(role);
                most = grant.compareTo(most) > 0 ? grant : most;
            }
            return most;
        }

        Grant of(Role role) {
            return roles.getOrDefault(role, Grant.NO);
        }
    }

    private static Map<String, Row> rows() {
        Map<String, Row> rows = new LinkedHashMap<>();
        List<List<String>> lines = TABLE.lines()
                .map(line -> Arrays.asList(line.strip().split(" +", -1)))
                .toList();
        List<String> head = lines.get(0);
        for (List<String> cells : lines.subList(1, lines.size())) {
            Map<Role, Grant> roles = new EnumMap<>(Role.class);
            for (Role role : Role.values()) {
                roles.put(role, Grant.of(cells.get(head.indexOf(role.text()))));
            }
            rows.put(cells.get(0), new Row(roles, Grant.of(cells.get(head.indexOf("reader")))));
        }
        return rows;
    }

    /** The full names of all methods in the table, such as {@code reco.v1.CatalogService/GetArticles}. */
    public static Set<String> methods() {
        return ROWS.keySet();
    }

    /** How much of a method a role may do. */
    public static Grant of(String method, Role role) {
        return ROWS.containsKey(method) ? ROWS.get(method).of(role) : Grant.NO;
    }

    /** How much of a method a caller may do who is scoped to one reader. */
    public static Grant ofReaders(String method) {
        return ROWS.containsKey(method) ? ROWS.get(method).reader() : Grant.NO;
    }

    /** How much of a method a caller may do. */
    public static Grant of(String method, Caller caller) {
        return ROWS.containsKey(method) ? ROWS.get(method).of(caller) : Grant.NO;
    }

    /** Whether a caller is told of no articles but those that may be recommended now. */
    public static boolean seesLiveOnly(Caller caller) {
        return of(GET_ARTICLES, caller) == Grant.LIVE;
    }

    /** Which roles may do as much of a method, for messages: {@code edit or admin}. */
    public static String expected(String method, Grant least) {
        List<String> roles = Stream.of(Role.values())
                .filter(role -> of(method, role).compareTo(least) >= 0)
                .map(Role::text)
                .toList();
        int last = roles.size() - 1;
        return last < 1
                ? roles.stream().collect(Collectors.joining())
                : String.join(", ", roles.subList(0, last)) + " or " + roles.get(last);
    }
}
