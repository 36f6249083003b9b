package dev.gepaserver.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

class ParsingGateTest {

  private static final int KB = 1_024;

  private final ParsingGate gate = new ParsingGate(100 * KB);
  private final Worker worker = new Worker();
  private final MockMvc web =
      MockMvcBuilders.standaloneSetup(worker)
          .setControllerAdvice(gate)
          .addInterceptors(gate)
          .setMessageConverters(new ByteArrayHttpMessageConverter())
          .build();

  @Test
  void letsSomeBodiesInAtOnceAndTheOthersAfterThem() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 5; i++) {
        clients.submit(() -> {
          try {
            post(40 * KB);
          } catch (Exception | AssertionError e) {
            failures.add(e);
          }
        });
      }
      await().until(() -> worker.working.get() == 2);
      assertThat(gate.free()).isEqualTo(20 * KB);
      worker.go.countDown();
    }

    assertThat(failures).isEmpty();
    assertThat(worker.done).hasValue(5);
    assertThat(worker.most).hasValue(2);
    assertThat(gate.free()).isEqualTo(100 * KB);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100 * KB, 5_000 * KB})
  void letsABodyOfAnySizeInAndGivesItsRoomBack(int size) throws Exception {
    worker.go.countDown();

    post(size);

    assertThat(worker.done).hasValue(1);
    assertThat(gate.free()).isEqualTo(100 * KB);
  }

  private void post(int size) throws Exception {
    web.perform(
        MockMvcRequestBuilders.post("/")
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .content(new byte[size]));
  }

  @RestController
  private static final class Worker {

    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @PostMapping("/")
    void work(@RequestBody(required = false) byte[] body) throws InterruptedException {
      most.accumulateAndGet(working.incrementAndGet(), Math::max);
      go.await();
      working.decrementAndGet();
      done.incrementAndGet();
    }
  }
}
