#include <tessera/audit/sequencer.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>

#include <tessera/audit/leaf.hpp>
#include <tessera/audit/row.hpp>
#include <tessera/base/unavailable.hpp>
#include <tessera/crypto/aead.hpp>
#include <tessera/jose/jwk.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

namespace tessera::audit {
namespace {

constexpr std::size_t kPass = 5000;
constexpr int kStoredLevels = 8;
constexpr minutes kCrashSettles{
    2};  // a chain without rows for so long has ended or has nothing under way
constexpr minutes kGapOverlap{10};

std::string box_context(std::string_view kid) {
  return "journal_head_key/" + std::string(kid);
}

// Counters and salts of the people in a pass.
class Subjects {
 public:
  Subjects(std::vector<SubjectState> known, Random& random) : random_(random) {
    for (auto& state : known) {
      const auto id = state.subject;
      states_.emplace(id, std::move(state));
    }
  }
  std::optional<BlindSubject> next(const std::optional<Uuid>& subject) {
    if (!subject) return std::nullopt;
    auto [it, added] = states_.try_emplace(*subject, SubjectState{.subject = *subject});
    auto& state = it->second;
    if (added) state.salt = random_.bytes(kSaltSize);
    ++state.counter;
    // After the erasure nothing may name him any more, not even a salted hash that somebody could
    // open.
    return BlindSubject{.blinded = state.salt ? blind_subject(*subject, *state.salt) : Hash{},
                        .n = state.counter};
  }
  [[nodiscard]] std::vector<SubjectState> all() const {
    std::vector<SubjectState> out;
    for (const auto& [id, state] : states_) out.push_back(state);
    return out;
  }

 private:
  Random& random_;
  std::map<Uuid, SubjectState> states_;
};

}  // namespace

Extension grow_tree(Unsequenced from, TimePoint now, Random& random,
                    const std::function<SignedHead(const Head&)>& sign) {
  Extension out{.tree = std::move(from.tree)};
  Subjects subjects(std::move(from.subjects), random);
  const auto keep = [&out](NodeId id, const Hash& hash) {
    if (id.level % kStoredLevels == 0) out.nodes.push_back({id, hash});
  };
  for (const auto& row : from.rows) {
    const auto subject = subjects.next(row.subject);
    const auto hash = leaf_hash(row, subject);
    out.leaves.push_back({.leaf = out.tree.size(),
                          .event = row.id,
                          .subject_n = subject ? std::optional(subject->n) : std::nullopt,
                          .hash = hash});
    out.tree.push(hash, keep);
  }
  out.subjects = subjects.all();
  out.head = sign({.size = out.tree.size(), .root = out.tree.root(), .time = now});
  return out;
}

struct Sequencer::Impl {
  Impl(TreeStore& t, JournalStore& j, const crypto::KeyringHolder& k, const Clock& c, Random& r,
       OnHead h)
      : tree(t),
        journal(j),
        keys(k),
        clock(c),
        random(r),
        on_head(std::move(h)),
        size(runtime::gauge("tessera_audit_tree_size", "Leaves of the journal tree")),
        lag(runtime::gauge("tessera_audit_lag_seconds",
                           "Age of the oldest row sequenced in the last pass")) {}

  Result<HeadKey> open_key(const StoredHeadKey& stored) const {
    const auto der =
        keys.get()->open(crypto::kPurposeHeadSigning, stored.private_box, box_context(stored.kid));
    if (!der) return std::unexpected(der.error());
    auto key = crypto::Key::from_private_der(*der);
    if (!key) return std::unexpected(std::move(key.error()));
    return HeadKey{.kid = stored.kid, .key = std::move(*key)};
  }

  Task<> make_key() {
    const auto key = crypto::Key::generate(crypto::KeyType::ec_p256);
    const auto kid = jose::thumbprint(key);
    const auto der = key.private_der();
    auto box =
        keys.get()->seal(crypto::kPurposeHeadSigning, der.reveal_bytes(), box_context(kid), random);
    sealed_under = crypto::key_id_of(box).value();
    co_await tree.save_head_key({.kid = kid,
                                 .private_box = std::move(box),
                                 .public_der = key.public_der(),
                                 .created = clock.now()});
    head_key = HeadKey{.kid = kid, .key = key};
  }

  Task<> ensure_key() {
    const auto wanted = keys.get()->current(crypto::kPurposeHeadSigning).id;
    if (head_key && sealed_under == wanted) co_return;
    // A crash before this start left its gaps after the head that was the last one then.
    if (const auto head = co_await tree.latest_head(); head && !gaps_from)
      gaps_from = head->head.time - kGapOverlap;
    const auto stored = co_await tree.load_head_keys();
    // A rotation of the purpose gives heads a new key; the public part of the old one stays.
    const auto mine = std::ranges::find_if(stored, [wanted](const StoredHeadKey& key) {
      return crypto::key_id_of(key.private_box) == wanted;
    });
    if (mine == stored.end()) {
      co_await make_key();
      co_return;
    }
    auto opened = open_key(*mine);
    if (!opened) throw Unavailable("keys", "head key " + mine->kid + ": " + opened.error().id);
    head_key = std::move(*opened);
    sealed_under = wanted;
  }

  TreeStore& tree;
  JournalStore& journal;
  const crypto::KeyringHolder& keys;
  const Clock& clock;
  Random& random;
  OnHead on_head;
  runtime::Gauge& size;
  runtime::Gauge& lag;
  std::optional<HeadKey> head_key;
  std::uint32_t sealed_under = 0;      // the purpose key of head_key
  std::optional<TimePoint> gaps_from;  // gaps before it were filled or are no crash
};

Sequencer::Sequencer(TreeStore& tree, JournalStore& journal, const crypto::KeyringHolder& keys,
                     const Clock& clock, Random& random, OnHead on_head)
    : impl_(std::make_unique<Impl>(tree, journal, keys, clock, random, std::move(on_head))) {}
Sequencer::~Sequencer() = default;

Task<std::size_t> Sequencer::run() {
  auto& self = *impl_;
  co_await self.ensure_key();
  std::size_t total = 0;
  for (std::optional<std::size_t> count = kPass; count == kPass;) {
    std::optional<SignedHead> signed_head;
    count = co_await self.tree.extend(kPass, [&self, &signed_head](Unsequenced from) {
      const auto now = self.clock.now();
      self.lag.set(static_cast<double>((now - from.rows.front().time).count()) / 1e6);
      auto out = grow_tree(std::move(from), now, self.random,
                           [&self](const Head& head) { return sign_head(*self.head_key, head); });
      signed_head = out.head;
      return out;
    });
    total += count.value_or(0);
    if (!signed_head) continue;
    self.size.set(static_cast<double>(signed_head->head.size));
    if (self.on_head)
      self.on_head(*signed_head, render_saved_head(*signed_head, self.head_key->key));
  }
  co_return total;
}

Task<std::size_t> Sequencer::fill_crash_gaps() {
  auto& self = *impl_;
  const auto until = self.clock.now() - kCrashSettles;
  const auto gaps =
      co_await self.tree.load_crash_gaps(self.gaps_from.value_or(until - hours{24}), until);
  const auto ring = self.keys.get();
  std::vector<SealedRow> rows;
  for (const auto& gap : gaps) {
    for (auto n = gap.first; n <= gap.last; ++n) {
      rows.push_back(make_lost(*ring, make_uuid7(gap.time, self.random), gap.time, gap.boot, n,
                               n == gap.first && !gap.before.empty() ? link_to(gap.before) : Link{},
                               n == gap.last ? link_of(gap.after) : Link{}));
    }
  }
  if (!rows.empty()) co_await self.journal.insert_void(rows);
  self.gaps_from = until - kGapOverlap;
  co_return rows.size();
}

Task<std::optional<std::string>> Sequencer::saved_head() {
  const auto head = co_await impl_->tree.latest_head();
  if (!head) co_return std::nullopt;
  for (const auto& stored : co_await impl_->tree.load_head_keys()) {
    if (stored.kid != head->kid) continue;
    const auto key = crypto::Key::from_public_der(stored.public_der);
    if (key) co_return render_saved_head(*head, *key);
  }
  co_return std::nullopt;
}

Sequencer::OnHead append_to_file(std::string path) {
  return [path = std::move(path)](const SignedHead& head, const std::string& saved) {
    runtime::log(runtime::Level::info, "audit.head",
                 {{"size", head.head.size}, {"root", to_hex(head.head.root)}, {"kid", head.kid}});
    if (path.empty()) return;
    std::ofstream file(path, std::ios::app);
    file << saved << '\n';
    if (!file.flush())
      runtime::log(runtime::Level::error, "audit.head_file_failed", {{"path", path}});
  };
}

}  // namespace tessera::audit
