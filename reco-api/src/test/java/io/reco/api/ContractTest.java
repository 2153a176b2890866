package io.reco.api;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.FileOptions;
import org.junit.jupiter.api.Test;

/**
 * What callers were promised stays. {@code baseline.binpb} is the contract as it was last released; after an addition that is
 * to be promised too, copy {@code target/classes/reco-api.binpb} over it and say so in the commit.
 */
class ContractTest {

    @Test
    void nothingThatWasPromisedIsTakenBack() throws IOException {
        assertThat(Compatibility.breaks(descriptors("/baseline.binpb"), descriptors("/reco-api.binpb")))
                .isEmpty();
    }

    @Test
    void eachFieldThatIsTakenAwayIsNoticed() throws IOException {
        FileDescriptorSet promised = descriptors("/baseline.binpb");
        FileDescriptorSet.Builder today = promised.toBuilder();
        List<DescriptorProto.Builder> messages = new ArrayList<>();
        today.getFileBuilderList().stream()
                .filter(file -> !file.getName().startsWith("google/protobuf/"))
                .flatMap(file -> file.getMessageTypeBuilderList().stream())
                .forEach(message -> addWithNested(message, messages));
        for (DescriptorProto.Builder message : messages) {
            for (int i = 0; i < message.getFieldCount(); i++) {
                FieldDescriptorProto field = message.getField(i);
                message.removeField(i);
                assertThat(Compatibility.breaks(promised, today.build()))
                        .singleElement(as(STRING))
                        .endsWith("." + field.getName() + ": gone (expected: its number and name reserved)");
                message.addField(i, field);
            }
        }
        assertThat(messages).hasSizeGreaterThan(60);
    }

    private static void addWithNested(DescriptorProto.Builder message, List<DescriptorProto.Builder> messages) {
        messages.add(message);
        message.getNestedTypeBuilderList().forEach(nested -> addWithNested(nested, messages));
    }

    @Test
    void theOriginalContractIsExactlyWhatItWas() {
        assertThat(UserRecommendGrpc.getUserRecommendMethod().getFullMethodName())
                .isEqualTo("UserRecommend/user_recommend");
        assertThat(fields(UserRequest.getDescriptor().toProto()))
                .containsExactly("1 user_id TYPE_INT32", "2 article_num TYPE_INT32", "3 time_stamp TYPE_INT64");
        assertThat(fields(ArticleInfo.getDescriptor().toProto()))
                .containsExactly("1 views TYPE_STRING", "2 share TYPE_STRING");
        assertThat(fields(Article.getDescriptor().toProto()))
                .containsExactly("1 article_id TYPE_INT32", "2 info TYPE_MESSAGE");
        assertThat(fields(ArticleResponse.getDescriptor().toProto()))
                .containsExactly("1 exposure TYPE_STRING", "2 time_stamp TYPE_INT64", "3 recommends TYPE_MESSAGE");
    }

    @Test
    void theJarCarriesTheProtoFilesAtTheirImportPaths() {
        for (String proto : List.of(
                "/reco.proto",
                "/reco/v1/admin.proto",
                "/reco/v1/catalog.proto",
                "/reco/v1/feedback.proto",
                "/reco/v1/exposure.proto",
                "/reco/v1/reader.proto",
                "/reco/v1/recommend.proto",
                "/reco/v1/refusal.proto")) {
            assertThat(ContractTest.class.getResource(proto)).as(proto).isNotNull();
        }
    }

    @Test
    void protocNeedsNothingButTheseFiles() throws IOException {
        assertThat(ours()).extracting(FileDescriptorProto::getName).contains("reco.proto", "reco/v1/feedback.proto");
        for (FileDescriptorProto file : ours()) {
            assertThat(file.getDependencyList())
                    .as(file.getName())
                    .allMatch(name -> name.startsWith("google/protobuf/") || name.startsWith("reco/v1/"));
        }
        for (FileDescriptorProto file : descriptors("/reco-api.binpb").getFileList()) {
            assertThat(file.getName()).matches("reco\\.proto|reco/v1/.*|google/protobuf/.*");
        }
    }

    /** {@code Any} needs the types it may hold at hand, which JSON printers of most languages do not have. */
    @Test
    void noMessageHoldsOneOfAnyType() throws IOException {
        for (FileDescriptorProto file : ours()) {
            assertThat(file.getDependencyList()).as(file.getName()).doesNotContain("google/protobuf/any.proto");
        }
    }

    /**
     * Ruby and PHP's metadata get theirs from the proto package alone; their options are younger than the protoc 3.5 that
     * Debian's python3-grpc-tools has.
     */
    @Test
    void everyLanguageFindsItsPackage() throws IOException {
        for (FileDescriptorProto file : ours()) {
            FileOptions options = file.getOptions();
            if (file.getPackage().isEmpty()) {
                assertThat(options.getGoPackage()).isEqualTo("reco.io/api/reco;reco");
                assertThat(options.getJavaPackage()).isEqualTo("io.reco.api");
                continue;
            }
            assertThat(options.getGoPackage()).as(file.getName()).isEqualTo("reco.io/api/reco/v1;recov1");
            assertThat(options.getJavaPackage()).as(file.getName()).isEqualTo("io.reco.api.v1");
            assertThat(options.getJavaMultipleFiles()).as(file.getName()).isTrue();
            assertThat(options.getCsharpNamespace()).as(file.getName()).isEqualTo("Reco.V1");
            assertThat(options.getPhpNamespace()).as(file.getName()).isEqualTo("Reco\\V1");
            assertThat(options.getObjcClassPrefix()).as(file.getName()).isEqualTo("RECO");
            assertThat(options.hasRubyPackage() || options.hasPhpMetadataNamespace())
                    .as(file.getName())
                    .isFalse();
            assertThat(options.getSwiftPrefix()).as(file.getName()).isEqualTo("Reco");
        }
    }

    @Test
    void theContractKeepsToTheRules() throws IOException {
        assertThat(Lint.violations(descriptors("/reco-api.binpb"))).isEmpty();
    }

    @Test
    void everyKindOfViolationIsNoticed() throws IOException {
        String catalog = "reco/v1/catalog.proto";
        assertThat(violationsAfter(catalog, file -> file.setPackage("reco")))
                .contains("reco/v1/catalog.proto (expected: a package with a version)");
        assertThat(violationsAfter(catalog, file -> file.setName("reco/v1/Catalog.proto")))
                .contains("reco/v1/Catalog.proto (expected: in reco/v1/)");
        assertThat(violationsAfter(catalog, file -> file.addPublicDependency(0)))
                .containsExactly("reco/v1/catalog.proto (expected: no public or weak imports)");
        assertThat(violationsAfter(catalog, file -> file.clearSourceCodeInfo()))
                .contains(
                        "reco.v1.CatalogService (expected: a comment)",
                        "reco.v1.CatalogService.GetArticles (expected: a comment)",
                        "reco.v1.Article (expected: a comment)",
                        "reco.v1.Article.title (expected: a comment)",
                        "reco.v1.ArticleView (expected: a comment)",
                        "reco.v1.ArticleView.ARTICLE_VIEW_FULL (expected: a comment)")
                .noneMatch(violation -> violation.contains("Entry"));
        assertThat(violationsAfter("reco.proto", file -> file.clearSourceCodeInfo()))
                .contains("UserRequest.user_id (expected: a comment)");
        assertThat(violationsAfter("reco/v1/reader.proto", file -> file.clearSourceCodeInfo()))
                .contains("reco.v1.Activity.activity (expected: a comment)");
        assertThat(violationsAfter("reco/v1/admin.proto", file -> file.clearSourceCodeInfo()))
                .contains("reco.v1.GetStatusResponse.LogStatus.newest_position (expected: a comment)");
    }

    @Test
    void everyKindOfNameIsNoticed() throws IOException {
        String catalog = "reco/v1/catalog.proto";
        assertThat(violationsAfter(
                        catalog, file -> file.getMessageTypeBuilder(0).setName("article")))
                .contains("reco.v1.article (expected: PascalCase)");
        assertThat(violationsAfter(
                        catalog,
                        file -> file.getMessageTypeBuilder(0).getFieldBuilder(0).setName("articleId")))
                .containsExactly("reco.v1.Article.articleId (expected: lower_snake_case)");
        assertThat(violationsAfter(
                        catalog,
                        file -> file.getMessageTypeBuilder(0).getFieldBuilder(0).setProto3Optional(true)))
                .containsExactly("reco.v1.Article.article_id (expected: no optional, which protoc 3.5 does not know)");
        assertThat(violationsAfter(
                        catalog,
                        file -> file.getEnumTypeBuilder(0).getValueBuilder(1).setName("BASIC")))
                .containsExactly("reco.v1.ArticleView.BASIC (expected: prefix ARTICLE_VIEW_)");
        assertThat(violationsAfter(
                        catalog,
                        file -> file.getEnumTypeBuilder(0).getValueBuilder(0).setName("ARTICLE_VIEW_NONE")))
                .containsExactly("reco.v1.ArticleView.ARTICLE_VIEW_NONE (expected: ARTICLE_VIEW_UNSPECIFIED)");
        assertThat(violationsAfter(
                        catalog,
                        file -> file.getEnumTypeBuilder(0).getValueBuilder(0).setNumber(9)))
                .containsExactly("reco.v1.ArticleView.ARTICLE_VIEW_UNSPECIFIED (expected: 0 first)");
        assertThat(violationsAfter(catalog, file -> file.getServiceBuilder(0).setName("Catalog")))
                .containsExactly("reco.v1.Catalog (expected: suffix Service)");
        assertThat(violationsAfter(
                        catalog,
                        file -> file.getServiceBuilder(0)
                                .getMethodBuilder(1)
                                .setInputType(".reco.v1.UpsertArticlesRequest")))
                .containsExactly(
                        "reco.v1.CatalogService.GetArticles (expected: request .reco.v1.GetArticlesRequest)",
                        "reco.v1.CatalogService.GetArticles (expected: a request of its own)");
        assertThat(violationsAfter(
                        catalog,
                        file -> file.getServiceBuilder(0).getMethodBuilder(1).setOutputType(".reco.v1.Article")))
                .containsExactly("reco.v1.CatalogService.GetArticles (expected: answer .reco.v1.GetArticlesResponse)");
    }

    @Test
    void everyEnumSaysThatValuesMayBeAdded() throws IOException {
        assertThat(violationsAfter(
                        "reco/v1/catalog.proto",
                        file -> file.getSourceCodeInfoBuilder().getLocationBuilderList().stream()
                                .filter(location -> location.getPathList()
                                        .equals(List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, 1)))
                                .forEach(location -> location.setLeadingComments("What an article is."))))
                .containsExactly("reco.v1.ArticleStatus (expected: a comment with: Values may be added)");
    }

    @Test
    void everyChangeCanBeTried() throws IOException {
        List<String> changes = new ArrayList<>();
        for (FileDescriptorProto ours : ours()) {
            for (DescriptorProto message : ours.getMessageTypeList()) {
                if (!message.getName().endsWith("Request")) {
                    continue;
                }
                changes.addAll(violationsAfter(
                        ours.getName(),
                        file -> file.getMessageTypeBuilderList().stream()
                                .filter(one -> one.getName().equals(message.getName()))
                                .flatMap(one -> one.getFieldBuilderList().stream())
                                .filter(field -> field.getName().equals("validate_only"))
                                .forEach(field -> field.setName("dry_run"))));
            }
        }

        assertThat(changes)
                .containsExactlyInAnyOrder(
                        "reco.v1.CatalogService.UpsertArticles (expected: bool validate_only in its request)",
                        "reco.v1.CatalogService.DeleteArticles (expected: bool validate_only in its request)",
                        "reco.v1.FeedbackService.ReportEvents (expected: bool validate_only in its request)",
                        "reco.v1.ReaderService.UpdateReader (expected: bool validate_only in its request)",
                        "reco.v1.ReaderService.MergeReaders (expected: bool validate_only in its request)",
                        "reco.v1.ReaderService.EraseReader (expected: bool validate_only in its request)");
    }

    private static List<String> violationsAfter(
            String name, java.util.function.Consumer<FileDescriptorProto.Builder> change) throws IOException {
        FileDescriptorSet.Builder planted = descriptors("/reco-api.binpb").toBuilder();
        for (FileDescriptorProto.Builder file : planted.getFileBuilderList()) {
            if (file.getName().equals(name)) {
                change.accept(file);
            }
        }
        return Lint.violations(planted.build());
    }

    private static List<FileDescriptorProto> ours() throws IOException {
        return descriptors("/reco-api.binpb").getFileList().stream()
                .filter(file -> !file.getName().startsWith("google/protobuf/"))
                .toList();
    }

    @Test
    void everyKindOfBreakIsNoticed() throws IOException {
        FileDescriptorSet today = descriptors("/reco-api.binpb");

        assertThat(breaksAfter(today, file -> file.getMessageTypeBuilder(0).removeField(0)))
                .containsExactly("UserRequest.user_id: gone (expected: its number and name reserved)");
        assertThat(breaksAfter(
                        today,
                        file -> file.getMessageTypeBuilder(0).getFieldBuilder(0).setName("reader")))
                .containsExactly("UserRequest.user_id: name reader (expected: user_id)");
        assertThat(breaksAfter(
                        today,
                        file -> file.getMessageTypeBuilder(0)
                                .getFieldBuilder(0)
                                .setType(com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_STRING)))
                .containsExactly("UserRequest.user_id: type TYPE_STRING (expected: TYPE_INT32)");
        assertThat(breaksAfter(today, file -> file.removeMessageType(0)))
                .contains("UserRequest: gone (expected: kept)");
        assertThat(breaksAfter(
                        today,
                        file -> file.getServiceBuilder(0).getMethodBuilder(0).setName("recommend")))
                .containsExactly("UserRecommend.user_recommend: gone (expected: kept)");
        assertThat(breaksAfter(today, file -> file.setPackage("reco"))).contains("UserRequest: gone (expected: kept)");
        assertThat(breaksAfter(
                        today,
                        file -> file.getMessageTypeBuilder(0)
                                .removeField(0)
                                .addReservedName("user_id")
                                .addReservedRange(
                                        com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange.newBuilder()
                                                .setStart(1)
                                                .setEnd(2))))
                .isEmpty();
    }

    private static List<String> breaksAfter(
            FileDescriptorSet before, java.util.function.Consumer<FileDescriptorProto.Builder> change) {
        FileDescriptorSet.Builder after = before.toBuilder();
        for (FileDescriptorProto.Builder file : after.getFileBuilderList()) {
            if (file.getName().equals("reco.proto")) {
                change.accept(file);
            }
        }
        return Compatibility.breaks(before, after.build());
    }

    private static List<String> fields(com.google.protobuf.DescriptorProtos.DescriptorProto message) {
        return message.getFieldList().stream()
                .map(field -> field.getNumber() + " " + field.getName() + " " + field.getType())
                .toList();
    }

    private static FileDescriptorSet descriptors(String resource) throws IOException {
        try (InputStream bytes = Objects.requireNonNull(ContractTest.class.getResourceAsStream(resource), resource)) {
            return FileDescriptorSet.parseFrom(bytes);
        }
    }
}
