#include "oauth/grants/polled.hpp"

#include <tessera/base/unavailable.hpp>
#include <tessera/oauth/errors.hpp>

#include "oauth/grants/redeem.hpp"
#include "oauth/tokens/authorization_code.hpp"

namespace tessera::oauth::grants {
namespace {

std::unexpected<Error> refuse_code(std::string detail) {
  return refuse("invalid_grant", "the code is not valid", std::move(detail));
}

// After the commit, so that an approval is not lost with it; the row of the grant is the guard, and
// the tokens are good, even if this never gets there.
Task<> settle(const Tools& tools, const Bytes& hash) {
  try {
    co_await tools.pending.settle(hash);
  } catch (const Unavailable&) {
  }
}

}  // namespace

Result<void> decide_poll(PollResult result) {
  switch (result) {
    case PollResult::approved:
      return {};
    case PollResult::waiting:
      return refuse("authorization_pending", "the person has not answered yet");
    case PollResult::too_early:
      return refuse("slow_down", "polled too early: wait five seconds longer from now on");
    case PollResult::denied:
      return refuse("access_denied", "the person refused");
    case PollResult::expired:
      return refuse("expired_token", "the person did not answer in time");
    case PollResult::used:
      return refuse_code("used");
    case PollResult::other_client:
      return refuse_code("other client");
    case PollResult::absent:
      return refuse_code("absent");
  }
  return refuse_code("unknown");
}

Task<Result<std::string>> poll(const Tools& tools, const GrantRequest& request, PolledGrant grant) {
  const auto* text = request.form.get(grant.parameter);
  if (text == nullptr) {
    co_return refuse("invalid_request", std::string(grant.parameter) + " is missing");
  }
  const auto code = parse_code(*text);
  if (!code) co_return refuse_code("malformed");
  if (const auto good = check_resources(request.form, *request.client); !good)
    co_return std::unexpected(good.error());
  const auto polled =
      co_await tools.pending.poll(code->hash, request.client->client.id, request.now());
  if (const auto good = decide_poll(polled.result); !good) co_return std::unexpected(good.error());
  auto coverage = narrow({polled.record.resources, polled.record.authorization_details},
                         request.form, *request.client);
  if (!coverage) co_return std::unexpected(coverage.error());
  // No session: the device is not the browser in which the person answered, and stays signed in
  // when that one is closed.
  auto answer = co_await redeem(tools, request,
                                {.record = polled.record,
                                 .code_hash = code->hash,
                                 .grant_type = grant.grant_type,
                                 .coverage = std::move(*coverage),
                                 .session = std::nullopt});
  co_await settle(tools, code->hash);
  if (!answer) co_return refuse_code("used, or person or consent ended");
  co_return std::move(*answer);
}

}  // namespace tessera::oauth::grants
