#include "enrol/upload.hpp"

#include <tessera/crypto/digest.hpp>
#include <tessera/people/envelope.hpp>
#include <tessera/runtime/metrics.hpp>

#include "enrol/applicant.hpp"

namespace tessera::enrol {
namespace {

constexpr std::size_t kTail = 1024;

class SealedUpload final : public EvidenceUpload {
 public:
  SealedUpload(Desk& desk, Evidence evidence, const Application& application, Secret key,
               UploadSlot slot)
      : desk_(desk),
        evidence_(std::move(evidence)),
        application_(application),
        key_(std::move(key)),
        slot_(std::move(slot)) {}

  Task<Result<void>> write(std::string_view bytes) override {
    if (failed_ || !slot_.count(bytes.size()))
      co_return refuse(fail(Errc::conflict, "evidence.failed"));
    size_ += bytes.size();
    if (size_ > desk_.rooms().limits.evidence_bytes)
      co_return refuse(fail(Errc::too_large, "evidence.too_large"));
    while (!bytes.empty()) {
      const auto taken = bytes.substr(0, kEvidenceChunk - buffer_.size());
      buffer_.append(taken);
      bytes.remove_prefix(taken.size());
      if (buffer_.size() < kEvidenceChunk) continue;
      if (auto stored = co_await store_chunk(); !stored) co_return refuse(std::move(stored));
    }
    co_return Result<void>{};
  }

  Task<Result<Evidence>> finish(const RequestContext& context) override {
    if (failed_ || !slot_.count(0)) co_return fail(Errc::conflict, "evidence.failed");
    if (!buffer_.empty()) {
      if (auto stored = co_await store_chunk(); !stored) co_return std::unexpected(stored.error());
    }
    if (chunks_ == 0) co_return fail(Errc::invalid, "evidence.empty");
    if (auto tail = check_tail(evidence_.media_type, as_bytes(tail_)); !tail) {
      co_return std::unexpected(tail.error());
    }
    auto scanned = co_await desk_.ports().scanner.finish(evidence_.id);
    if (!scanned) co_return std::unexpected(scanned.error());
    evidence_.scan = std::move(*scanned);
    evidence_.size = static_cast<std::int64_t>(size_);
    evidence_.digest = digest();
    ApplicationChange change{.next = application_, .now = desk_.now()};
    desk_.add_event(change, "evidence.stored", kApplicant, context);
    change.events.back().details["evidence"] = to_string(evidence_.id);
    change.events.back().details["scan"] = evidence_.scan;
    if (!co_await desk_.ports().evidence.finish(evidence_, std::move(change.events))) {
      co_return fail(Errc::conflict, "evidence.failed");
    }
    co_return evidence_;
  }

  Task<> abandon() override {
    failed_ = true;
    (void)co_await desk_.ports().evidence.remove(evidence_.id, evidence_.application, {});
  }

 private:
  Result<void> refuse(Result<void> why) {
    if (why.error().code != Errc::conflict)
      count_refused_upload(why.error().code == Errc::too_large ? "too_large" : "content");
    failed_ = true;
    wipe(buffer_.data(), buffer_.size());
    buffer_.clear();
    return why;
  }

  Task<Result<void>> store_chunk() {
    const auto bytes = as_bytes(buffer_);
    if (chunks_ == 0) {
      auto type = check_magic(bytes);
      if (!type) co_return std::unexpected(type.error());
      evidence_.media_type = std::move(*type);
    }
    if (auto clean = co_await desk_.ports().scanner.chunk(evidence_.id, bytes); !clean)
      co_return clean;
    // A running digest: of the one before and this chunk, under the object's key.
    Bytes chained(running_.begin(), running_.end());
    chained.insert(chained.end(), bytes.begin(), bytes.end());
    running_ = crypto::hmac_sha256(key_.reveal_bytes(), chained);
    wipe(chained.data(), chained.size());
    tail_ =
        (tail_ + buffer_)
            .substr(tail_.size() + buffer_.size() - std::min(kTail, tail_.size() + buffer_.size()));
    const auto box = people::seal_value(key_, {"evidence", evidence_.id}, chunk_name(chunks_),
                                        buffer_, desk_.rooms().random);
    co_await desk_.ports().evidence.append(evidence_.id, chunks_++, box);
    wipe(buffer_.data(), buffer_.size());
    buffer_.clear();
    co_return Result<void>{};
  }

  [[nodiscard]] Bytes digest() const { return {running_.begin(), running_.end()}; }

  Desk& desk_;
  Evidence evidence_;
  Application application_;
  Secret key_;
  UploadSlot slot_;
  std::string buffer_;
  std::string tail_;
  crypto::Sha256 running_{};
  std::size_t size_ = 0;
  int chunks_ = 0;
  bool failed_ = false;
};

}  // namespace

void count_refused_upload(const char* reason) {
  runtime::counter("tessera_evidence_refused_total", "scans that were not taken",
                   {{"reason", reason}})
      .add();
}

std::string chunk_name(int n) {
  return "chunk|" + std::to_string(n);
}

Task<Result<std::unique_ptr<EvidenceUpload>>> begin_sealed_upload(Desk& desk,
                                                                  const Application& application,
                                                                  std::string document_type,
                                                                  UploadSlot slot) {
  const auto& rooms = desk.rooms();
  auto key = people::make_data_key(rooms.random);
  Evidence evidence{.id = make_uuid4(rooms.random),
                    .application = application.id,
                    .document_type = document_type.empty() ? "unstated" : std::move(document_type),
                    .uploaded = desk.now()};
  const auto wrapped =
      rooms.keys.get()->seal(crypto::kPurposeEvidence, key.reveal_bytes(),
                             "evidence_key|" + to_string(evidence.id), rooms.random);
  if (!co_await desk.ports().evidence.begin(evidence, wrapped)) {
    co_return fail(Errc::conflict, "evidence.too_many");
  }
  co_return std::make_unique<SealedUpload>(desk, std::move(evidence), application, std::move(key),
                                           std::move(slot));
}

}  // namespace tessera::enrol
