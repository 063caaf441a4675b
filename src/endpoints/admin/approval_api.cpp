#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/codec/base64url.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"

namespace tessera::endpoints::admin {
namespace {

using View = access::ApprovalService::View;

constexpr http::RouteOptions kApi{.max_body = 1 << 16,
                                  .style = http::RouteOptions::Style::problem_json};
constexpr std::string_view kApprovals = "/api/admin/v1/approvals";

boost::json::value text(const std::optional<Uuid>& id) {
  return id ? boost::json::value(to_string(*id)) : boost::json::value(nullptr);
}

object approval_json(const access::Approval& approval) {
  return {{"approver", to_string(approval.approver)},
          {"verdict", access::to_string(approval.verdict)},
          {"reason", approval.reason},
          {"authenticator", to_string(approval.proof.authenticator)},
          {"client_data", codec::to_base64url(approval.proof.client_data)},
          {"authenticator_data", codec::to_base64url(approval.proof.authenticator_data)},
          {"signature", codec::to_base64url(approval.proof.signature)},
          {"signed", rfc3339(approval.signed_at)}};
}

object shown_json(const access::ApprovalService::Shown& shown) {
  auto out = to_json(shown.request);
  out["object"] = shown.request.object;
  boost::json::array given;
  for (const auto& each : shown.approvals) given.push_back(approval_json(each));
  out["approvals"] = std::move(given);
  out["may_decide"] = shown.may_decide.has_value();
  return out;
}

std::optional<View> view_of(std::string_view word) {
  if (word.empty() || word == "all") return View::all;
  if (word == "mine") return View::mine;
  if (word == "waiting") return View::waiting;
  return std::nullopt;
}

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const auto view = view_of(query->text("view"));
  const auto word = query->text("state");
  access::ApprovalFilter filter{.state = access::parse_approval_state(word),
                                .after = query->id("page_token"),
                                .limit = query->page_size()};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!view || (!word.empty() && !filter.state))
    co_return fail(Errc::invalid, "query.invalid", "There is no such view or state.");
  auto found = co_await deps.approvals.list(actor, *view, filter, request.context);
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return page(request, to_array(found->items), found->next);
}

Task<Answer> get(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto shown = co_await deps.approvals.get(actor, *id, request.context);
  if (!shown) co_return std::unexpected(std::move(shown.error()));
  auto out = shown_json(*shown);
  if (shown->may_decide) {
    out["approve_options"] =
        co_await deps.approvals.options(actor, shown->request, access::Verdict::approve);
    out["refuse_options"] =
        co_await deps.approvals.options(actor, shown->request, access::Verdict::refuse);
  }
  co_return ok(out, shown->request.version);
}

// assertion: what the authenticator answered to approve_options or refuse_options (WebAuthn 5.1,
// AuthenticationResponseJSON), as text.
Task<Answer> decide(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto verdict = access::parse_verdict(body->text("verdict", true));
  auto reason = body->text("reason");
  auto assertion = body->text("assertion", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  if (!verdict) co_return fail(Errc::invalid, "approval.verdict", "verdict: approve or refuse.");
  auto decided = co_await deps.approvals.decide(actor, *id, *verdict, std::move(reason),
                                                std::move(assertion), request.context);
  if (!decided) co_return std::unexpected(std::move(decided.error()));
  co_return ok(to_json(*decided), decided->version);
}

Task<Answer> withdraw(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto done = co_await deps.approvals.withdraw(actor, *id, request.context);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return ok(to_json(*done), done->version);
}

Task<Answer> execute(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto done = co_await deps.approvals.retry(actor, *id, request.context);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return ok(to_json(*done), done->version);
}

Task<Answer> get_policy(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto unit = access::any_unit(actor, "approval.read", request.context.received);
  const access::Resource resource{.type = "approval", .unit = unit};
  auto decision = co_await deps.access.require(actor, "approval.read", resource, request.context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  object out;
  for (const auto& [kind, needed] : co_await deps.approvals.policy())
    out[access::to_string(kind)] = needed;
  co_return ok(out);
}

Task<Answer> set_policy(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto kind = access::parse_approval_kind(request.param("kind"));
  if (!kind) co_return fail(Errc::not_found, "admin.unknown", "There is no such kind.");
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  const auto needed = body->integer("needed", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto set = co_await deps.approvals.set_policy(
      actor, *kind, static_cast<int>(std::clamp<std::int64_t>(*needed, -1, 1000)), request.context);
  if (!set) co_return std::unexpected(std::move(set.error()));
  co_return http::no_content();
}

}  // namespace

object to_json(const access::ApprovalRequest& request) {
  return {{"id", to_string(request.id)},
          {"kind", access::to_string(request.kind)},
          {"state", access::to_string(request.state)},
          {"subject", request.subject},
          {"object_sha256", to_hex(request.object_hash)},
          {"requester", text(request.requester)},
          {"beneficiary", text(request.beneficiary)},
          {"unit", to_string(request.unit)},
          {"needed", request.needed},
          {"pool", request.pool},
          {"reason", request.reason},
          {"created", rfc3339(request.created)},
          {"expires", rfc3339(request.expires)},
          {"ended", request.ended ? boost::json::value(rfc3339(*request.ended))
                                  : boost::json::value(nullptr)},
          {"failure", request.failure},
          {"version", request.version}};
}

http::Response accepted(const access::ApprovalRequest& request) {
  auto response = ok(to_json(request), request.version);
  response.status = 202;
  response.header("Location", std::string(kApprovals) + '/' + to_string(request.id));
  return response;
}

void add_approval_operations(http::Router& router, const AdminDeps& deps) {
  const std::string approvals(kApprovals);
  router.add(http::Method::get, approvals, guarded(deps, list), kApi);
  router.add(http::Method::get, approvals + "/{id}", guarded(deps, get), kApi);
  router.add(http::Method::post, approvals + "/{id}/decide", guarded(deps, decide), kApi);
  router.add(http::Method::post, approvals + "/{id}/withdraw", guarded(deps, withdraw), kApi);
  router.add(http::Method::post, approvals + "/{id}/execute", guarded(deps, execute), kApi);
  router.add(http::Method::get, "/api/admin/v1/approval-policy", guarded(deps, get_policy), kApi);
  router.add(http::Method::put, "/api/admin/v1/approval-policy/{kind}", guarded(deps, set_policy),
             kApi);
}

}  // namespace tessera::endpoints::admin
