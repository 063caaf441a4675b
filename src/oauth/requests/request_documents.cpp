#include "oauth/requests/request_documents.hpp"

#include <algorithm>

#include <tessera/base/unavailable.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::oauth {
namespace {

constexpr std::size_t kLargestObject = 16 * 1024;

void count(std::string_view result) {
  runtime::counter("tessera_request_documents_fetched_total",
                   "Fetches of a client's request_uri, and visits that were refused one",
                   {{"result", std::string(result)}})
      .add();
}

std::string hash_of(const std::string& body) {
  return codec::to_base64url(crypto::sha256(as_bytes(body)));
}

std::string_view fragment_of(std::string_view uri) {
  const auto at = uri.find('#');
  return at == std::string_view::npos ? std::string_view() : uri.substr(at + 1);
}

std::string_view without_fragment(std::string_view uri) {
  return uri.substr(0, uri.find('#'));
}

// OpenID Connect Core 6.2: a fragment that names another hash asks for another document.
bool may_be(const std::string& body, const std::string& uri) {
  const auto fragment = fragment_of(uri);
  const auto hash = hash_of(body);
  return fragment.size() != hash.size() || fragment == hash;
}

}  // namespace

std::optional<std::string> KeptDocuments::find(const std::string& uri) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [name, body] : documents_) {
    if (name == uri) return body;
  }
  return std::nullopt;
}

void KeptDocuments::keep(const std::string& uri, const std::string& body) {
  if (fragment_of(uri) != hash_of(body)) return;
  const std::scoped_lock lock(mutex_);
  documents_.emplace_front(uri, body);
  if (documents_.size() > kMost) documents_.pop_back();
}

RequestDocuments::SlotRef RequestDocuments::slot_of(const ClientEntry& client, TimePoint now) {
  const std::scoped_lock lock(slots_mutex_);
  if (slots_.size() >= kMostSlots) {
    // By then its limits are full again.
    std::erase_if(slots_,
                  [&](const auto& one) { return one.second->used + kBurst * kRefill < now; });
  }
  auto& slot = slots_[client.client.id];
  if (!slot) slot = std::make_shared<Slot>();
  slot->used = now;
  return slot;
}

std::optional<Result<std::string>> RequestDocuments::find(Slot& slot, const std::string& uri,
                                                          TimePoint now) {
  const std::scoped_lock lock(slot.mutex);
  for (const auto& kept : slot.kept) {
    if (kept.uri != without_fragment(uri) || now - kept.fetched >= kFresh) continue;
    if (!kept.body || may_be(*kept.body, uri)) return kept.body;
  }
  return std::nullopt;
}

Task<Result<std::string>> RequestDocuments::fetch(SlotRef slot, runtime::FetchLine::TurnRef turn,
                                                  std::string uri, TimePoint now) {
  const std::string address(without_fragment(uri));
  auto body = Result<std::string>(fail(Errc::invalid, "fetch.failed"));
  try {
    auto document = co_await fetch_.get(address, kLargestObject);
    if (document) {
      body = std::move(document->body);
    } else {
      body = std::unexpected(std::move(document.error()));
    }
  } catch (const Unavailable&) {
    turn->give_back();
    count("refused");
    throw;
  }
  count(body ? "good" : "failed");
  if (body) named_.keep(uri, *body);
  const std::scoped_lock lock(slot->mutex);
  std::erase_if(slot->kept, [&](const Kept& kept) { return kept.uri == address; });
  slot->kept.push_front({.uri = address, .body = body, .fetched = now});
  if (slot->kept.size() > kMostKept) slot->kept.pop_back();
  co_return body;
}

Task<Result<std::string>> RequestDocuments::read(const ClientEntry& client, std::string uri,
                                                 TimePoint now) {
  if (auto body = named_.find(uri)) co_return std::move(*body);
  const auto slot = slot_of(client, now);
  if (auto kept = find(*slot, uri, now)) co_return std::move(*kept);
  auto turn = slot->line->take(now);
  if (!turn) {
    co_await runtime::FetchLine::wait(slot->line);
    if (auto kept = find(*slot, uri, now)) co_return std::move(*kept);
    turn = slot->line->take(now);
  }
  if (!turn) {
    count("refused");
    throw Unavailable("request_uri", "too many fetches for " + client.client_id);
  }
  co_return co_await fetch(slot, std::move(turn), std::move(uri), now);
}

}  // namespace tessera::oauth
