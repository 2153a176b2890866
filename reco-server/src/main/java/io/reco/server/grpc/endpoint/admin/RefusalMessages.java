package io.reco.server.grpc.endpoint.admin;

import java.util.List;

import io.reco.api.v1.ListRefusalsRequest;
import io.reco.api.v1.ListRefusalsResponse;
import io.reco.api.v1.RecentRefusal;
import io.reco.server.domain.refusal.Refusal.Violation;
import io.reco.server.grpc.endpoint.Fields;
import io.reco.server.grpc.refused.RecentRefusals;

/** What was refused lately, as the contract has it. */
final class RefusalMessages {

    private static final int PAGE_SIZE_DEFAULT = 100;

    private RefusalMessages() {}

    static ListRefusalsResponse list(ListRefusalsRequest request, RecentRefusals refusals) {
        if (request.getPageSize() < 0) {
            Fields.requireNone(List.of(Violation.of("page_size", request.getPageSize(), ">= 0")));
        }
        int size = request.getPageSize() == 0 ? PAGE_SIZE_DEFAULT : request.getPageSize();
        ListRefusalsResponse.Builder response =
                ListRefusalsResponse.newBuilder().setRefusedCount(refusals.total());
        refusals.latest(size).forEach(recent -> response.addRefusals(message(recent)));
        return response.build();
    }

    private static RecentRefusal message(RecentRefusals.Recent recent) {
        RecentRefusals.Told told = recent.told();
        return RecentRefusal.newBuilder()
                .setRefuseTime(Fields.timestamp(recent.lastMs()))
                .setCount(recent.count())
                .setMethod(told.method())
                .setCaller(told.caller())
                .setCode(told.code().getNumber())
                .setMessage(told.message())
                .setItem(told.item())
                .build();
    }
}
