-- CreateTable
CREATE TABLE "generation_plan" (
    "generation_id" UUID NOT NULL,
    "plan" JSON NOT NULL,

    CONSTRAINT "generation_plan_pkey" PRIMARY KEY ("generation_id")
);

-- CreateTable
CREATE TABLE "pruning" (
    "what" TEXT NOT NULL,
    "before" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pruning_pkey" PRIMARY KEY ("what")
);
