// Everything a team does in its first week, in Go: load, page, event, related, filter, preferences, erase.
//
// Run with the address of a server: tour 127.0.0.1:8889. Stubs come from plain protoc.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	recov1 "reco.io/api/reco/v1"
)

const prefix = "go-"

var topics = []string{prefix + "science", prefix + "sport", prefix + "arts", prefix + "money"}

func check(what string, good bool, seen ...any) {
	if !good {
		log.Fatalf("%s: %v", what, seen)
	}
	fmt.Println(what)
}

func must[T any](answer T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return answer
}

func ago(seconds int) *timestamppb.Timestamp {
	return timestamppb.New(time.Now().Add(-time.Duration(seconds) * time.Second))
}

func article(n int) *recov1.Article {
	paywall := "no"
	if n%2 == 1 {
		paywall = "yes"
	}
	return &recov1.Article{
		ArticleId:   prefix + strconv.Itoa(n),
		Title:       fmt.Sprintf("Story %d", n),
		Author:      fmt.Sprintf(prefix+"author %d", n%5),
		Topics:      []string{topics[n%4]},
		PublishTime: ago(60*n + 60),
		Attributes:  map[string]string{"paywall": paywall},
	}
}

func number(result *recov1.Result) int {
	return must(strconv.Atoi(strings.TrimPrefix(result.ArticleId, prefix)))
}

func all(results []*recov1.Result, holds func(*recov1.Result) bool) bool {
	for _, result := range results {
		if !holds(result) {
			return false
		}
	}
	return true
}

func main() {
	connection := must(grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials())))
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	catalog := recov1.NewCatalogServiceClient(connection)
	feedback := recov1.NewFeedbackServiceClient(connection)
	readers := recov1.NewReaderServiceClient(connection)
	pages := recov1.NewRecommendServiceClient(connection)

	var articles []*recov1.Article
	for n := 0; n < 80; n++ {
		articles = append(articles, article(n))
	}
	loaded := must(catalog.UpsertArticles(ctx, &recov1.UpsertArticlesRequest{Articles: articles}))
	check("load", loaded.UpsertedCount == 80 && len(loaded.Refusals) == 0, loaded)

	page := must(pages.Recommend(ctx, &recov1.RecommendRequest{
		ReaderId: prefix + "ann", PageSize: 5, Placement: "home",
		ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"title"}}}))
	check("page", len(page.Results) == 5 && page.ExposureToken != "" && page.Results[0].Article.Title != "", page)

	view := &recov1.Event{
		EventId: "1", ReaderId: prefix + "ann", ArticleId: page.Results[0].ArticleId,
		Type: recov1.EventType_EVENT_TYPE_VIEW, EventTime: ago(5), ExposureToken: page.ExposureToken, Position: 1}
	once := must(feedback.ReportEvents(ctx, &recov1.ReportEventsRequest{Events: []*recov1.Event{view}}))
	twice := must(feedback.ReportEvents(ctx, &recov1.ReportEventsRequest{Events: []*recov1.Event{view}}))
	check("event", once.AcceptedCount == 1 && len(twice.DuplicateIndexes) == 1, once, twice)

	related := must(pages.RelatedArticles(ctx, &recov1.RelatedArticlesRequest{ArticleId: prefix + "0", PageSize: 5}))
	check("related", len(related.Results) > 0 && all(related.Results, func(r *recov1.Result) bool {
		return number(r)%4 == 0 || number(r)%5 == 0
	}), related)

	filtered := must(pages.Recommend(ctx, &recov1.RecommendRequest{PageSize: 5, Filter: &recov1.PageFilter{
		TopicsAny: []string{"GO-Science"}, AttributesEqual: map[string]string{"paywall": "no"}}}))
	check("filter", len(filtered.Results) == 5 && all(filtered.Results, func(r *recov1.Result) bool {
		return number(r)%4 == 0
	}), filtered)

	stated := must(readers.UpdateReader(ctx, &recov1.UpdateReaderRequest{Reader: &recov1.Reader{
		ReaderId: prefix + "bob", FollowedTopics: []string{topics[2]}, BlockedAuthors: []string{prefix + "author 1"}}}))
	theirs := must(pages.Recommend(ctx, &recov1.RecommendRequest{ReaderId: prefix + "bob", PageSize: 10}))
	arts, blocked := 0, 0
	for _, result := range theirs.Results {
		if own := strings.HasPrefix(result.ArticleId, prefix); own && number(result)%4 == 2 {
			arts++
		} else if own && number(result)%5 == 1 {
			blocked++
		}
	}
	check("preferences", len(stated.Reader.FollowedTopics) == 1 && arts > 5 && blocked == 0, theirs)

	receipt := must(readers.EraseReader(ctx, &recov1.EraseReaderRequest{ReaderId: prefix + "ann"}))
	view.EventId = "2"
	late := must(feedback.ReportEvents(ctx, &recov1.ReportEventsRequest{Events: []*recov1.Event{view}}))
	left := must(readers.GetReader(ctx, &recov1.GetReaderRequest{ReaderId: prefix + "ann"}))
	check("erase", receipt.ActionCount == 1 && len(late.Refusals) == 1 &&
		late.Refusals[0].Violations[0].Reason == "READER_ERASED" && left.ActionCount == 0, receipt, late)
}
