#include <tessera/oauth/signing_keys.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

#include <tessera/people/acting_event.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::oauth {
namespace {

using crypto::SignAlg;
using jose::KeyState;
constexpr std::array kAlgorithms{SignAlg::es256, SignAlg::rs256, SignAlg::ps256, SignAlg::eddsa};
constexpr Duration kLease = minutes{2};

crypto::KeyType type_for(SignAlg alg) {
  switch (alg) {
    case SignAlg::rs256:
    case SignAlg::ps256:
      return crypto::KeyType::rsa;
    case SignAlg::es256:
      return crypto::KeyType::ec_p256;
    case SignAlg::eddsa:
      return crypto::KeyType::ed25519;
  }
  return crypto::KeyType::ec_p256;
}

const SigningKeyRow* find(const std::vector<SigningKeyRow>& keys, SignAlg alg, KeyState state) {
  const auto found =
      std::ranges::find_if(keys, [&](const auto& k) { return k.alg == alg && k.state == state; });
  return found == keys.end() ? nullptr : &*found;
}

void decide_for(SignAlg alg, const std::vector<SigningKeyRow>& keys, const RotationPolicy& policy,
                TimePoint now, bool now_please, std::vector<RotationStep>& out) {
  using Kind = RotationStep::Kind;
  const auto* active = find(keys, alg, KeyState::active);
  const auto* next = find(keys, alg, KeyState::next);
  if (active == nullptr && next == nullptr) {  // the first start: nobody holds an older key set
    out.push_back({Kind::make_active, alg, {}});
    return;
  }
  const TimePoint ends =
      active == nullptr ? now : active->activated.value_or(active->published) + policy.active_for;
  if (next == nullptr) {
    if (now_please || now >= ends - policy.publish_ahead) out.push_back({Kind::make_next, alg, {}});
    return;
  }
  // Never before every client can have seen it, however late that is.
  const bool seen = now >= next->published + policy.publish_ahead;
  if (seen && (now_please || now >= ends)) out.push_back({Kind::activate, alg, next->kid});
}

std::string context_of(std::string_view kid) {
  return "signing_key:" + std::string(kid);
}

jose::SigningKey open_key(const SigningKeyRow& row, const crypto::Keyring& keys) {
  jose::SigningKey out{.kid = row.kid, .alg = row.alg, .state = row.state};
  if (row.state == KeyState::retired) {
    const auto key = crypto::Key::from_public_der(row.public_der);
    if (!key) throw std::runtime_error("signing key " + row.kid + " has a malformed public part");
    out.key = *key;
    return out;
  }
  auto der = keys.open(crypto::kPurposeTokenSigning, row.private_box, context_of(row.kid));
  if (!der)
    throw std::runtime_error("signing key " + row.kid + " cannot be opened: " + der.error().detail);
  const Secret plain{std::move(*der)};
  const auto key = crypto::Key::from_private_der(plain.reveal_bytes());
  if (!key) throw std::runtime_error("signing key " + row.kid + " is malformed");
  out.key = *key;
  return out;
}

// What request objects are encrypted to (RFC 9101 6.1): one key per purpose key, derived and so the
// same on every node. The one in force is published; what was encrypted to another still opens.
std::vector<jose::DecryptionKey> decryption_keys(const crypto::Keyring& ring) {
  std::vector<jose::DecryptionKey> out;
  bool published = false;
  for (const auto* purpose : ring.all(crypto::kPurposeTokenSigning)) {
    auto key = crypto::Key::derive_p256(purpose->key, "tessera: encryption to the server");
    const bool first = purpose->seals && !published;
    published = published || first;
    auto kid = jose::thumbprint(key);
    out.push_back({.kid = std::move(kid), .published = first, .key = std::move(key)});
  }
  return out;
}

bool same_keys(const jose::KeySnapshot& snapshot, const std::vector<SigningKeyRow>& rows,
               const std::vector<jose::DecryptionKey>& decryption) {
  const auto same = [](const jose::DecryptionKey& a, const jose::DecryptionKey& b) {
    return a.kid == b.kid && a.published == b.published;
  };
  if (!std::ranges::equal(snapshot.decryption_keys(), decryption, same)) return false;
  if (snapshot.keys().size() != rows.size()) return false;
  return std::ranges::all_of(rows, [&](const auto& row) {
    const auto* key = snapshot.find(row.kid);
    return key != nullptr && key->state == row.state;
  });
}

void measure_age(const std::vector<SigningKeyRow>& rows, TimePoint now) {
  for (const auto& row : rows) {
    if (row.state != KeyState::active || !row.activated) continue;
    runtime::gauge("tessera_signing_key_age_seconds", "Age of the key that signs",
                   {{"alg", std::string(jose::to_string(row.alg))}})
        .set(
            static_cast<double>(std::chrono::duration_cast<seconds>(now - *row.activated).count()));
  }
}

std::string_view event_type(RotationStep::Kind kind) {
  switch (kind) {
    case RotationStep::Kind::make_active:
    case RotationStep::Kind::make_next:
      return "key.published";
    case RotationStep::Kind::activate:
      return "key.rotated";
    case RotationStep::Kind::remove:
      return "key.removed";
  }
  return {};
}

}  // namespace

std::vector<RotationStep> decide_rotation(const std::vector<SigningKeyRow>& keys,
                                          const RotationPolicy& policy, TimePoint now,
                                          bool now_please) {
  std::vector<RotationStep> out;
  for (const auto alg : kAlgorithms) decide_for(alg, keys, policy, now, now_please, out);
  for (const auto& key : keys) {
    const bool old =
        key.state == KeyState::retired && key.retired && now >= *key.retired + policy.keep_retired;
    if (old) out.push_back({RotationStep::Kind::remove, key.alg, key.kid});
  }
  return out;
}

Task<bool> SigningKeys::reload() {
  const auto rows = co_await parts_.store.load_all();
  measure_age(rows, parts_.clock.now());
  const auto current = parts_.holder.get();
  const auto ring = parts_.keyring.get();
  auto decryption = decryption_keys(*ring);
  if (current && same_keys(*current, rows, decryption)) co_return false;
  std::vector<jose::SigningKey> keys;
  for (const auto& row : rows) keys.push_back(open_key(row, *ring));
  parts_.holder.replace(
      std::make_shared<const jose::KeySnapshot>(std::move(keys), std::move(decryption)));
  co_return true;
}

Task<> SigningKeys::tend() {
  (void)co_await reload();
  const auto keys = co_await parts_.store.load_all();
  if (decide_rotation(keys, parts_.policy, parts_.clock.now()).empty()) co_return;
  audit::Event event{.actor_kind = "system", .object_type = "signing_key"};
  (void)co_await take_steps(false, event);
}

Task<std::vector<RotationStep>> SigningKeys::rotate(const people::ActingAs& by,
                                                    const RequestContext& context) {
  auto event = people::acting_event("key.rotated", by, context);
  event.object_type = "signing_key";
  co_return co_await take_steps(true, event);
}

Task<Result<void>> SigningKeys::withdraw(const std::string& kid, std::string reason,
                                         const people::ActingAs& by,
                                         const RequestContext& context) {
  auto event = people::acting_event("key.withdrawn", by, context);
  event.object_type = "signing_key";
  event.reason = std::move(reason);
  if (!co_await parts_.leases.take("signing_keys", parts_.node, kLease))
    co_return fail(Errc::conflict, "key.busy", "Another node changes keys just now. Try again.");
  auto done = co_await withdraw_leased(kid, std::move(event));
  co_await parts_.leases.release("signing_keys", parts_.node);
  (void)co_await reload();
  co_return done;
}

Task<Result<void>> SigningKeys::withdraw_leased(const std::string& kid, audit::Event event) {
  const auto keys = co_await parts_.store.load_all();
  const auto row = std::ranges::find(keys, kid, &SigningKeyRow::kid);
  if (row == keys.end())
    co_return fail(Errc::not_found, "key.unknown", "There is no such signing key.");
  event.object_id = kid;
  event.details["alg"] = jose::to_string(row->alg);
  event.details["state"] = jose::to_string(row->state);
  const bool signs = row->state == KeyState::active;
  const bool gone = (!signs || co_await follow(keys, row->alg, event)) &&
                    co_await parts_.store.remove(*row, parts_.clock.now(), std::move(event));
  if (!gone) co_return fail(Errc::conflict, "key.busy", "The keys changed just now. Try again.");
  co_return Result<void>{};
}

// At once, though not everybody has seen it: whoever verifies asks for the key set again.
Task<bool> SigningKeys::follow(const std::vector<SigningKeyRow>& keys, SignAlg alg,
                               const audit::Event& event) {
  const auto noted = [&event](const char* type, const std::string& kid) {
    auto out = event;
    out.type = type;
    out.object_id = kid;
    return out;
  };
  const auto* known = find(keys, alg, KeyState::next);
  const auto next = known != nullptr ? *known : co_await make_row(alg, KeyState::next);
  if (known == nullptr && !co_await parts_.store.publish(next, noted("key.published", next.kid)))
    co_return false;
  co_return co_await parts_.store.activate(next, parts_.clock.now(),
                                           noted("key.rotated", next.kid));
}

// One node at a time by the lease; the store refuses a second one all the same.
Task<std::vector<RotationStep>> SigningKeys::take_steps(bool now_please,
                                                        const audit::Event& event) {
  std::vector<RotationStep> taken;
  if (!co_await parts_.leases.take("signing_keys", parts_.node, kLease)) co_return taken;
  const auto keys = co_await parts_.store.load_all();  // as they are under the lease
  for (const auto& step : decide_rotation(keys, parts_.policy, parts_.clock.now(), now_please)) {
    if (co_await take(step, keys, event)) taken.push_back(step);
  }
  co_await parts_.leases.release("signing_keys", parts_.node);
  (void)co_await reload();
  co_return taken;
}

Task<bool> SigningKeys::take(const RotationStep& step, const std::vector<SigningKeyRow>& keys,
                             audit::Event event) {
  using Kind = RotationStep::Kind;
  const auto now = parts_.clock.now();
  event.type = event_type(step.kind);
  event.details["alg"] = jose::to_string(step.alg);
  if (step.kind == Kind::make_active || step.kind == Kind::make_next) {
    const auto state = step.kind == Kind::make_active ? KeyState::active : KeyState::next;
    const auto row = co_await make_row(step.alg, state);
    event.object_id = row.kid;
    co_return co_await parts_.store.publish(row, std::move(event));
  }
  const auto row = std::ranges::find(keys, step.kid, &SigningKeyRow::kid);
  if (row == keys.end()) co_return false;
  event.object_id = row->kid;
  if (step.kind == Kind::activate)
    co_return co_await parts_.store.activate(*row, now, std::move(event));
  co_return co_await parts_.store.remove(*row, now, std::move(event));
}

Task<SigningKeyRow> SigningKeys::make_row(SignAlg alg, KeyState state) {
  const auto type = type_for(alg);
  const auto key =
      co_await parts_.compute.run([type](std::size_t) { return crypto::Key::generate(type); });
  SigningKeyRow row{
      .kid = jose::thumbprint(key), .alg = alg, .state = state, .published = parts_.clock.now()};
  const auto der = key.private_der();
  row.private_box = parts_.keyring.get()->seal(crypto::kPurposeTokenSigning, der.reveal_bytes(),
                                               context_of(row.kid), parts_.random);
  row.public_der = key.public_der();
  co_return row;
}

}  // namespace tessera::oauth
