#include <tessera/authn/flow.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>

#include "authn/ceremony/flow_json.hpp"

namespace tessera::authn {
namespace {

constexpr std::size_t kLongestChallenge = 1024;

// The browser is part of the name: two browsers with one address have two records.
std::string key_of(std::string_view flow, std::string_view binding) {
  const auto covered = "flow|" + std::string(flow) + '|' + std::string(binding);
  return to_hex(crypto::sha256(as_bytes(covered)));
}

std::string context_of(const std::string& key, std::int64_t revision) {
  return "flow-progress|" + key + '|' + std::to_string(revision);
}

std::string challenge_context(Method method, std::string_view flow, std::string_view binding) {
  return "flow-challenge|" + std::string(to_string(method)) + '|' + std::string(flow) + '|' +
         std::string(binding);
}

}  // namespace

Task<FlowProgress> Flows::load(std::string_view flow, std::string_view binding) {
  if (flow.empty() || binding.empty()) co_return FlowProgress{};
  const auto key = key_of(flow, binding);
  const auto kept = co_await store_.load(key);
  if (!kept) co_return FlowProgress{};
  const auto plain = keys_.get()->open(crypto::kPurposeFlow, as_bytes(kept->sealed),
                                       context_of(key, kept->revision));
  // Of a key that is gone: begun again, over what is there.
  auto progress = plain ? parse_progress(as_text(*plain)) : std::nullopt;
  if (!progress) progress.emplace();
  progress->revision = kept->revision;
  co_return std::move(*progress);
}

Task<bool> Flows::save(std::string_view flow, std::string_view binding, FlowProgress& progress) {
  if (flow.empty() || binding.empty()) co_return true;  // nothing could find it again
  const auto key = key_of(flow, binding);
  const auto next = progress.revision + 1;
  const auto plain = render_progress(progress);
  const auto box =
      keys_.get()->seal(crypto::kPurposeFlow, as_bytes(plain), context_of(key, next), random_);
  std::string sealed(as_text(box));
  const bool saved = co_await store_.save(key, std::move(sealed), progress.revision, kFlowLife);
  if (saved) progress.revision = next;
  co_return saved;
}

Task<> Flows::drop(std::string_view flow, std::string_view binding) {
  if (flow.empty() || binding.empty()) co_return;
  co_await store_.drop(key_of(flow, binding));
}

std::string seal_challenge(BytesView challenge, Method method, std::string_view flow,
                           std::string_view binding, TimePoint now, const crypto::Keyring& keys,
                           Random& random) {
  const auto plain = std::to_string(to_unix(now)) + '|' + codec::to_base64url(challenge);
  return codec::to_base64url(keys.seal(crypto::kPurposeFlow, as_bytes(plain),
                                       challenge_context(method, flow, binding), random));
}

std::string challenge_digest(BytesView challenge) {
  return challenge.empty() ? std::string() : to_hex(crypto::sha256(challenge));
}

std::optional<Bytes> open_challenge(std::string_view sealed, Method method, std::string_view flow,
                                    std::string_view binding, TimePoint now,
                                    const crypto::Keyring& keys) {
  if (sealed.empty() || sealed.size() > kLongestChallenge || binding.empty()) return std::nullopt;
  const auto box = codec::from_base64url(sealed);
  if (!box) return std::nullopt;
  const auto plain =
      keys.open(crypto::kPurposeFlow, *box, challenge_context(method, flow, binding));
  if (!plain) return std::nullopt;
  const auto text = as_text(*plain);
  const auto bar = text.find('|');
  if (bar == std::string_view::npos) return std::nullopt;
  const auto issued = from_unix(std::stoll(std::string(text.substr(0, bar))));
  if (now >= issued + kChallengeLife) return std::nullopt;
  auto challenge = codec::from_base64url(text.substr(bar + 1));
  return challenge ? std::optional(std::move(*challenge)) : std::nullopt;
}

}  // namespace tessera::authn
