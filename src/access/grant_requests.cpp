#include <tessera/access/grant_requests.hpp>

#include <boost/json/array.hpp>

#include <tessera/access/requester.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/rfc3339.hpp>

namespace tessera::access {
namespace {

namespace json = boost::json;

TimePoint whole_seconds(TimePoint time) {
  return std::chrono::floor<seconds>(time);
}

std::unexpected<Error> changed() {
  return fail(Errc::conflict, "approval.object_changed", "It is not what was approved any more.");
}

// The grant that was signed; nullopt if a member is missing.
std::optional<NewRoleGrant> wish_of(const ApprovalRequest& request) {
  const auto what = what_of(request);
  const auto person = parse_uuid(codec::text_of(what, "person"));
  const auto unit = parse_uuid(codec::text_of(what, "unit"));
  const auto id = parse_uuid(codec::text_of(what, "role_grant"));
  const auto starts = codec::parse_rfc3339(codec::text_of(what, "starts"));
  const auto ends = codec::parse_rfc3339(codec::text_of(what, "ends"));
  const auto* purposes = what.if_contains("purposes");
  if (!person || !unit || !id || !starts || !ends || purposes == nullptr || !purposes->is_array())
    return std::nullopt;
  NewRoleGrant wish{.person = *person,
                    .role = codec::text_of(what, "role"),
                    .unit = *unit,
                    .starts = starts,
                    .ends = ends,
                    .reason = request.reason,
                    .request = request.id,
                    .id = id};
  for (const auto& each : purposes->as_array()) {
    if (each.is_string()) wish.purposes.emplace_back(each.as_string());
  }
  return wish;
}

}  // namespace

Task<Result<GrantRequests::Made>> GrantRequests::create(const Actor& actor, NewRoleGrant wish,
                                                        const RequestContext& context) {
  const auto now = context.received;
  auto grant = co_await p_.grants.create(actor, wish, context);
  if (grant) co_return Made{.grant = std::move(*grant), .request = std::nullopt};
  if (grant.error().id != "role_grant.approval_needed")
    co_return std::unexpected(std::move(grant.error()));
  const auto facts = co_await p_.store.load_facts(wish, now);
  auto row = make_grant(make_uuid4(p_.random), wish, actor.id, facts.limits, now);
  row.starts = whole_seconds(row.starts);
  row.ends = whole_seconds(*row.ends);
  // Everything else that a grant has to fulfil, so that nobody is asked to approve what cannot be.
  wish.request = row.id;
  if (auto good = decide_grant(actor, wish, facts, now); !good)
    co_return std::unexpected(std::move(good.error()));
  auto request = co_await p_.approvals.open(actor,
                                            {.kind = ApprovalKind::role_grant,
                                             .subject = to_string(row.id),
                                             .what = what_of(row),
                                             .beneficiary = row.person,
                                             .unit = row.unit,
                                             .needed = approvals_needed(actor, facts),
                                             .reason = row.reason},
                                            context);
  if (!request) co_return std::unexpected(std::move(request.error()));
  co_return Made{.grant = std::nullopt, .request = std::move(*request)};
}

Task<Result<void>> GrantRequests::execute(const ApprovalRequest& request,
                                          const RequestContext& context) {
  const auto wish = wish_of(request);
  if (!wish || to_string(*wish->id) != request.subject) co_return changed();
  if (const auto there = co_await p_.store.load(*wish->id)) {
    if (there->request != request.id) co_return changed();
    co_return Result<void>{};
  }
  const auto actor = co_await load_requester(p_.access, request, context.received);
  auto grant = co_await p_.grants.create(actor, *wish, context);
  if (grant) co_return Result<void>{};
  // Another node was faster.
  const auto there = co_await p_.store.load(*wish->id);
  if (there && there->request == request.id) co_return Result<void>{};
  co_return std::unexpected(std::move(grant.error()));
}

}  // namespace tessera::access
