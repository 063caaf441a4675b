#include <tessera/outbound/webhook_gateway.hpp>

#include <boost/json/serialize.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::outbound {

Task<authn::NumberState> WebhookGateway::check_number(std::string number) {
  if (options_.check_url.empty()) co_return authn::NumberState::unknown;
  const boost::json::object asked{{"number", number}};
  const auto reply = co_await client_.post_json(
      options_.check_url, std::string(options_.token.reveal()), boost::json::serialize(asked));
  if (!reply || reply->status != 200) co_return authn::NumberState::unknown;
  const auto answer = codec::parse_json_object(reply->body);
  const auto* state = answer ? codec::find_string(*answer, "state") : nullptr;
  if (state == nullptr) co_return authn::NumberState::unknown;
  if (*state == "settled") co_return authn::NumberState::settled;
  if (*state == "changed") co_return authn::NumberState::changed_lately;
  co_return authn::NumberState::unknown;
}

Task<Result<void>> WebhookGateway::send(authn::GatewayCode code) {
  const boost::json::object sent{{"channel", code.channel},
                                 {"to", code.number},
                                 {"code", code.code.reveal()},
                                 {"locale", code.locale},
                                 {"expires", to_unix(code.expires)}};
  const auto reply = co_await client_.post_json(options_.url, std::string(options_.token.reveal()),
                                                boost::json::serialize(sent));
  if (!reply) co_return std::unexpected(reply.error());
  if (reply->status == 200 || reply->status == 202 || reply->status == 204)
    co_return Result<void>{};
  const auto status = "status " + std::to_string(reply->status);
  if (reply->status >= 400 && reply->status < 500 && reply->status != 429)
    co_return fail(Errc::invalid, "gateway.refused", "The gateway refused the code.", status);
  throw Unavailable("gateway", status);
}

}  // namespace tessera::outbound
