#include "oauth/network_limit.hpp"

#include <array>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::oauth {

Task<bool> take_place(authn::ThrottleStore& throttle, NetworkLimit limit,
                      const RequestContext& context) {
  const auto network = authn::network_of(context.address, 64);
  const auto digest = crypto::sha256(as_bytes(network.empty() ? context.address : network));
  const std::array rules{authn::ThrottleRule{
      .kind = authn::ThrottleRule::Kind::window,
      .key = "throttle:{t}:" + std::string(limit.name) + ":" + codec::to_base64url(digest),
      .free = limit.most,
      .period = limit.window}};
  const auto verdict = co_await throttle.take(rules, context.received);
  co_return verdict.allowed;
}

}  // namespace tessera::oauth
