#include <tessera/audit/verifier.hpp>

#include <algorithm>

#include <tessera/audit/leaf.hpp>
#include <tessera/audit/row.hpp>

namespace tessera::audit {
namespace {

constexpr std::size_t kPage = 2000;
constexpr minutes kMayBeUnderWay{1};  // a place before a row this young may still be filled
constexpr minutes kMayWait{10};       // a row older than this has its leaf, if the sequencer runs

std::string month_of(const Uuid& id) {
  const std::chrono::year_month_day day{std::chrono::floor<days>(time_of_uuid7(id))};
  const auto month = unsigned{day.month()};
  return std::to_string(int{day.year()}) + (month < 10 ? "_0" : "_") + std::to_string(month);
}

class Verification {
 public:
  Verification(JournalReader& reader, const crypto::Keyring* keys, VerifyOptions options)
      : reader_(reader), keys_(keys), options_(std::move(options)) {}

  Task<Report> run() {
    months_ = co_await reader_.load_months();
    for (auto& drop : co_await reader_.load_drops()) drops_.emplace(drop.month, std::move(drop));
    public_keys_ = co_await reader_.load_public_keys();
    co_await check_tree();
    if (keys_ != nullptr) co_await check_chains();
    co_return std::move(report_);
  }

 private:
  void find(std::string kind, std::string where, std::string detail) {
    ++report_.finding_count;
    if (report_.findings.size() < kMaxFindings) {
      report_.findings.push_back({std::move(kind), std::move(where), std::move(detail)});
    }
  }

  Task<> check_tree() {
    co_await next_heads(0);
    check_heads_at_size();
    for (;;) {
      const auto page = co_await reader_.load_leaves(edge_.size(), kPage);
      for (const auto& entry : page) {
        if (!check_leaf(entry)) co_return;
        if (head_at_ == heads_.size() && heads_.size() == kPage) co_await next_heads(edge_.size());
        check_heads_at_size();
      }
      if (page.size() < kPage) break;
    }
    report_.leaves = edge_.size();
    if (head_at_ == heads_.size())
      co_await next_heads(last_size_ + 1);  // the tree may have grown meanwhile
    check_heads_at_size();
    check_drop_counts();
    check_end();
  }

  // False if the leaves themselves have a gap: nothing behind it can be judged.
  bool check_leaf(const SequencedRow& entry) {
    const auto where = "leaf " + std::to_string(entry.leaf.leaf);
    if (entry.leaf.leaf != edge_.size()) {
      find("removed", "leaf " + std::to_string(edge_.size()), "the leaf is missing");
      return false;
    }
    if (entry.row) {
      ++report_.rows;
      check_row_of(entry, where);
    } else {
      check_dropped(entry.leaf, where);
    }
    edge_.push(entry.leaf.hash);
    check_drops_at_size();
    return true;
  }

  // A missing row is in order only if its whole month was dropped, and that is on record.
  void check_dropped(const Leaf& leaf, const std::string& where) {
    const auto month = month_of(leaf.event);
    const auto drop = drops_.find(month);
    const auto place = static_cast<std::int64_t>(leaf.leaf);
    if (months_.contains(month)) {
      find("removed", where, "the row " + to_string(leaf.event) + " is missing");
    } else if (drop == drops_.end()) {
      find("removed", where, "the month " + month + " is gone and no drop of it is on record");
    } else if (place < drop->second.first_leaf || place > drop->second.last_leaf) {
      find("removed", where, "it is not among the leaves on record for the drop of " + month);
    } else {
      ++report_.dropped;
      ++dropped_of_[month];
    }
  }

  void check_drops_at_size() {
    for (const auto& [month, drop] : drops_) {
      if (drop.head_size == edge_.size() && drop.head_root != edge_.root())
        find("tree", "month " + month, "the root on record for its drop is another");
    }
  }

  void check_drop_counts() {
    for (const auto& [month, drop] : drops_) {
      if (!months_.contains(month) && dropped_of_[month] != drop.events)
        find("removed", "month " + month,
             std::to_string(drop.events) + " rows were dropped and " +
                 std::to_string(dropped_of_[month]) + " leaves are theirs");
    }
  }

  void check_row_of(const SequencedRow& entry, const std::string& where) {
    const auto& row = *entry.row;
    std::optional<BlindSubject> subject;
    if (row.subject.has_value() != entry.leaf.subject_n.has_value()) {
      return find("altered", where, "row " + to_string(row.id) + " names another subject");
    }
    if (row.subject && !entry.salt) {
      ++report_.blinded;
      return;
    }
    if (row.subject) subject = {blind_subject(*row.subject, *entry.salt), *entry.leaf.subject_n};
    if (leaf_hash(row, subject) != entry.leaf.hash) {
      find("altered", where, "row " + to_string(row.id) + " is not what its leaf says");
    }
  }

  Task<> next_heads(std::uint64_t from) {
    heads_ = co_await reader_.load_heads(from, kPage);
    head_at_ = 0;
  }

  void check_heads_at_size() {
    const auto& saved = options_.saved;
    if (saved && saved->head.size == edge_.size() && saved->head.root != edge_.root()) {
      find("rewritten", "size " + std::to_string(edge_.size()),
           "the first leaves are not those of the saved head");
    }
    for (; head_at_ < heads_.size() && heads_[head_at_].head.size <= edge_.size(); ++head_at_) {
      const auto& head = heads_[head_at_];
      ++report_.heads;
      last_size_ = head.head.size;
      if (head.head.size == edge_.size()) check_head(head);
    }
  }

  void check_head(const SignedHead& head) {
    const auto where = "head " + std::to_string(head.head.size);
    const auto verified = verify_head(head.jws, public_keys_);
    if (!verified) {
      find("head", where, "the signature does not hold: " + verified.error().id);
    } else if (verified->head.size != head.head.size || verified->head.root != head.head.root) {
      find("head", where, "the columns are not what was signed");
    } else if (head.head.root != edge_.root()) {
      find("tree", where, "the leaves give another root");
    }
  }

  void check_end() {
    if (head_at_ < heads_.size()) {
      if (heads_[head_at_].head.time > options_.now)
        return;  // signed after this verification began
      find("removed", "leaf " + std::to_string(edge_.size()),
           "a head was signed at size " + std::to_string(heads_.back().head.size));
    } else if (last_size_ != edge_.size()) {
      find("tree", "size " + std::to_string(edge_.size()), "the last leaves have no signed head");
    }
    if (options_.saved && options_.saved->head.size > edge_.size()) {
      find("tail_cut", "size " + std::to_string(edge_.size()),
           "the saved head has " + std::to_string(options_.saved->head.size) + " leaves");
    }
  }

  Task<> check_chains() {
    Uuid boot;
    std::int64_t n = 0;
    for (;;) {
      const auto page = co_await reader_.load_chain(boot, n, kPage);
      for (const auto& entry : page) {
        check_place(entry.row);
        check_content(entry);
        previous_ = entry.row;
      }
      if (page.size() < kPage) break;
      boot = page.back().row.boot;
      n = page.back().row.n;
    }
  }

  static std::string place_of(const SealedRow& row) {
    return "boot " + to_string(row.boot) + " n " + std::to_string(row.n);
  }

  void check_place(const SealedRow& row) {
    const bool first = !previous_ || previous_->boot != row.boot;
    const auto expected = first ? 1 : previous_->n + 1;
    if (row.n > expected) {
      // Months that are no longer kept take the beginning of a chain with them, never its middle.
      if (first && report_.dropped > 0) return;
      if (row.time + kMayBeUnderWay > options_.now) return;
      return find("removed", place_of(row),
                  "the places from " + std::to_string(expected) + " on are empty");
    }
    if (row.n < expected) return find("reordered", place_of(row), "the place is taken twice");
    if (first) {
      if (link_of(row.mac) != Link{} && row.type != kLostType)
        find("reordered", place_of(row), "a chain begins with a link");
      return;
    }
    if (link_of(row.mac) == link_to(previous_->mac)) return;
    const bool behind_long_gap = row.type == kLostType && link_of(row.mac) == Link{};
    if (!behind_long_gap)
      find("reordered", place_of(row), "the row does not follow the one before it");
  }

  void check_content(const ChainedRow& entry) {
    switch (check_row(*keys_, entry.row)) {
      case RowState::good:
        break;
      case RowState::voided:
        ++report_.voids;
        break;
      case RowState::lost:
        ++report_.lost;
        break;
      case RowState::forged:
        find("altered", place_of(entry.row),
             "row " + to_string(entry.row.id) + ": the MAC does not hold");
    }
    if (entry.sequenced) return;
    ++report_.unsequenced;
    ++report_.rows;
    if (entry.row.time + kMayWait < options_.now && entry.row.type != kVoidType) {
      find("unsequenced", place_of(entry.row),
           "row " + to_string(entry.row.id) + " never got a leaf");
    }
  }

  JournalReader& reader_;
  const crypto::Keyring* keys_;
  VerifyOptions options_;
  Report report_;
  std::set<std::string> months_;
  std::map<std::string, DroppedMonth> drops_;
  std::map<std::string, std::int64_t> dropped_of_;
  std::vector<HeadKey> public_keys_;
  Edge edge_;
  std::vector<SignedHead> heads_;
  std::size_t head_at_ = 0;
  std::uint64_t last_size_ = 0;
  std::optional<SealedRow> previous_;
};

}  // namespace

Task<Report> verify_journal(JournalReader& reader, const crypto::Keyring* keys,
                            VerifyOptions options) {
  Verification verification(reader, keys, std::move(options));
  co_return co_await verification.run();
}

}  // namespace tessera::audit
